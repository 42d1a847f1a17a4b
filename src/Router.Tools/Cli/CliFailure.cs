using Grpc.Core;
using Router.Contracts;
using Router.Host;
using Router.Host.Cluster;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Tools.Calls;

namespace Router.Tools.Cli;

/// <summary>What a failure means for whoever ran the program: one message and an exit code.</summary>
internal static class CliFailure
{
    /// <summary>Prints the message and gives the code.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="error">Where messages go.</param>
    /// <param name="verbose">With the stack trace.</param>
    public static int Report(Exception failure, TextWriter error, bool verbose)
    {
        var code = CodeOf(failure);
        if (code == ExitCodes.Interrupted) return code;
        error.WriteLine($"router: {(failure is HttpRequestException request ? CallStatus.DetailOf(request) : failure.Message)}");
        var isExplained = code != ExitCodes.Failed || failure is IOException or HttpRequestException or ClusterException or LeftClusterException;
        if (verbose) error.WriteLine(failure);
        else if (!isExplained) error.WriteLine("Run with --verbose for the details.");
        return code;
    }

    private static int CodeOf(Exception failure) => failure switch
    {
        UsageException => ExitCodes.Usage,
        ConfigurationError => ExitCodes.Configuration,
        ModelPackageException or DeviceUnavailableException => ExitCodes.Models,
        PortInUseException => ExitCodes.PortInUse,
        OperationCanceledException or RpcException { Status.DebugException: OperationCanceledException } => ExitCodes.Interrupted,
        _ => ExitCodes.Failed,
    };
}

/// <summary>The command line is wrong in a way that its grammar does not tell.</summary>
internal sealed class UsageException(string message) : Exception(message);
