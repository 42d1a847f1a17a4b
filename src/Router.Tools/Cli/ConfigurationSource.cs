using System.CommandLine;
using Router.Contracts;
using Router.Host;
using Router.Host.Configuration;

namespace Router.Tools.Cli;

/// <summary>Finds and loads the configuration that a command line asks for.</summary>
internal static class ConfigurationSource
{
    /// <summary>Names the installation: the directory that holds <c>hocon/router.conf</c>.</summary>
    public const string HomeVariable = "ROUTER_HOME";

    private static readonly string DefaultFile = Path.Combine("hocon", "router.conf");

    /// <summary>Loads the configuration.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="common">Its common options.</param>
    /// <param name="extra">More KEY=VALUE settings, over those of the command line.</param>
    /// <exception cref="ConfigurationError">There is no file, or what it says is wrong.</exception>
    public static RouterConfiguration Load(ParseResult result, CommonOptions common, params string[] extra)
    {
        var file = result.GetValue(common.Config) ?? FindInInstallation(DefaultFile);
        return RouterConfiguration.Load(file, result.GetValue(common.Node), [.. result.GetValue(common.Set) ?? [], .. extra]);
    }

    /// <summary>
    /// A file of the installation, which is that of ROUTER_HOME, or else the one closest above the current directory or the program's.
    /// </summary>
    /// <param name="file">Its path within the installation.</param>
    /// <exception cref="ConfigurationError">There is no installation.</exception>
    public static string FindInInstallation(string file)
    {
        if (Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home) return Path.Combine(home, file);
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var directory = start; directory is not null; directory = Path.GetDirectoryName(directory))
            {
                if (File.Exists(Path.Combine(directory, DefaultFile))) return Path.Combine(directory, file);
            }
        }
        throw new ConfigurationError(
            $"there is no {DefaultFile} here, above here or above the program; "
            + $"name a file with --config PATH or a directory with {HomeVariable}");
    }
}
