using System.CommandLine;
using Microsoft.Extensions.Logging;
using Router.Host;
using Router.Host.Cluster;
using Router.Host.Configuration;

namespace Router.Tools.Cli;

/// <summary><c>router serve</c>: serves until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(CommonOptions common)
    {
        var port = NumberOption.Create(
            "--port", "-p", "Port to listen on; 0 for any free one. The same as --set router.http.port=N.", 0, 65535);
        var grpcPort = NumberOption.Create(
            "--grpc-port", "-g", "Port to listen on for gRPC; 0 for any free one. The same as --set router.grpc.port=N.", 0, 65535);
        var insecure = new Option<bool>("--insecure")
        {
            Description = "Listens on addresses other than loopback even without authentication or TLS. The same as --set router.security.insecure=on.",
        };
        var command = new Command(
            "serve", "Serves HTTP and gRPC until Ctrl-C or SIGTERM; then finishes what is under way and ends with code 0.")
        {
            port,
            grpcPort,
            insecure,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var extra = new List<string>();
            if (result.GetValue(port) is { } number) extra.Add($"router.http.port={number}");
            if (result.GetValue(grpcPort) is { } grpcNumber) extra.Add($"router.grpc.port={grpcNumber}");
            if (result.GetValue(insecure)) extra.Add("router.security.insecure=on");
            var configuration = ConfigurationSource.Load(result, common, [.. extra]);
            return RunAsync(configuration, result.GetValue(common.Verbose), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(RouterConfiguration configuration, bool verbose, CancellationToken cancellationToken)
    {
        using var loggers = CliLogging.ForServer(configuration.Settings.Log, verbose);
        RouterServer server;
        try
        {
            server = await RouterServer.StartAsync(configuration, loggers, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
        catch (LeftClusterException left) when (left.WasAsked)
        {
            return ExitCodes.Ok;
        }
        await using (server)
        {
            // For scripts that asked for any free port.
            await Console.Out.WriteLineAsync($"Serving on {server.Address.GetLeftPart(UriPartial.Authority)}");
            var left = server.Node.HasLeftAsync();
            var stopped = await Task.WhenAny(left, Task.Delay(Timeout.Infinite, cancellationToken));
            return stopped == left && !await left ? ExitCodes.Failed : ExitCodes.Ok;
        }
    }
}
