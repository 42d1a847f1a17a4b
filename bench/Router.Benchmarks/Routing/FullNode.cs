using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host;
using Router.Tools.Cli;

namespace Router.Benchmarks.Routing;

/// <summary>
/// A server that is full, with one query that never ends, so that it refuses all others: what a refusal costs is not mixed up with what the models take.
/// Says on standard output where it listens; ends with its input. <c>eng/measure.py refusals</c> runs it.
/// </summary>
/// <remarks><c>full [KEY=VALUE]...</c>; the settings change the shipped deployment.</remarks>
internal static class FullNode
{
    private static readonly TimeSpan Ever = TimeSpan.FromMinutes(10);

    public static async Task<int> RunAsync(string[] settings)
    {
        var configuration = Deployment.Configuration(
            ["router.limits.max-in-flight=1", $"router.deadline.max={Ever.TotalSeconds}s", "router.http.port=0", "router.grpc.port=0", "router.log.level=warning", .. settings]);
        using var loggers = CliLogging.ForServer(configuration.Settings.Log, verbose: false);
        using var opened = new ManualResetEventSlim(initialState: true);
        await using var server = await RouterServer.StartAsync(
            configuration,
            (_, judge) => batch =>
            {
                opened.Wait();
                return judge(batch);
            },
            loggers, TimeProvider.System, CancellationToken.None);
        opened.Reset();
        var held = server.Node.Queries.RouteAsync(new RouteRequest("the one that stays") { Timeout = Ever }, CancellationToken.None);
        Console.WriteLine($"{server.Address.GetLeftPart(UriPartial.Authority)} {server.GrpcAddress!.GetLeftPart(UriPartial.Authority)}");
        await Console.In.ReadLineAsync();
        opened.Set();
        await held;
        return 0;
    }
}
