using Router.Host;

namespace Router.Tools.Cli;

/// <summary>The program's exit codes; scripts rely on them.</summary>
public static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>Something failed that has no code of its own.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is wrong.</summary>
    public const int Configuration = 3;

    /// <summary>A model package is broken, or the device that it was to run on cannot be used.</summary>
    public const int Models = 4;

    /// <summary>Another program listens on the port.</summary>
    public const int PortInUse = 5;

    /// <summary>Some of the texts got an error instead of a decision.</summary>
    public const int NotAllDecided = 6;

    /// <summary>Stopped by Ctrl-C or SIGTERM before the end.</summary>
    public const int Interrupted = 130;

    /// <summary>The codes as --help prints them.</summary>
    public const string Help =
        """
        Exit codes:
          0    all went well
          1    something failed; the message says what
          2    the command line is wrong
          3    the configuration is wrong
          4    a model package is broken, or the configured device cannot be used
          5    the port is in use
          6    some texts got an error instead of a decision
          130  stopped by Ctrl-C or SIGTERM before the end
        """;
}
