using System.Diagnostics;
using Router.Contracts;
using Router.Host;
using Router.Host.Routing;
using Spectre.Console;

namespace Router.Benchmarks.Routing;

/// <summary>
/// What the router adds to ONNX Runtime: rounds of routing alternate with rounds of nothing but the ONNX Runtime calls that the
/// routing made, on the same texts in batches of the same sizes, and the medians are compared.
/// </summary>
/// <remarks><c>overhead [--rounds N] [KEY=VALUE]...</c>; the settings change the shipped deployment.</remarks>
internal static class OverheadReport
{
    private const int WarmUpRounds = 30;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var rounds = 300;
        if (arguments is ["--rounds", var count, .. var rest]) (rounds, arguments) = (int.Parse(count), rest);
        // With a gate the heads that routing asks differ from text to text.
        string[] settings = ["router.backbone-defaults.cache.enabled = off", "router.backbone-defaults.gate = off", .. arguments];
        await using var node = await Deployment.StartAsync(settings);
        using var models = new BareModels(Deployment.Configuration(settings));
        var table = new Table().Title($"Medians of {rounds} alternating rounds, milliseconds").AddColumns(
            "batch", "route", "ONNX Runtime calls, one after the other", "the same, heads on all cores",
            "route - calls, per query", "route / calls", "route / calls on all cores", "runs of the backbone per round");
        foreach (var batch in new[] { 1, 8, 32 }) table.AddRow(await MeasureAsync(node, models, batch, rounds));
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 180);
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task<string[]> MeasureAsync(RouterNode node, BareModels models, int batch, int rounds)
    {
        var (route, calls, parallel, runs) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds + WarmUpRounds; round++)
        {
            // One length in each round, so that the router groups the texts in one way only.
            var text = Deployment.Texts[round % Deployment.Texts.Length];
            using var sizes = new BatchSizes();
            var started = Stopwatch.GetTimestamp();
            await RouteAsync(node, text, batch);
            var routed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var seen = sizes.Take();
            var sequential = models.Time(text, seen, spread: false);
            var spread = models.Time(text, seen, spread: true);
            if (round < WarmUpRounds) continue;
            route.Add(routed);
            calls.Add(sequential);
            parallel.Add(spread);
            runs.Add(seen.Count);
        }
        var (r, c, p) = (Median(route), Median(calls), Median(parallel));
        return
        [
            $"{batch}", $"{r:0.00}", $"{c:0.00}", $"{p:0.00}", $"{(r - c) / batch:+0.000;-0.000}", $"{r / c:0.000}", $"{r / p:0.000}",
            $"{runs.Average():0.0}",
        ];
    }

    private static async Task RouteAsync(RouterNode node, string text, int batch)
    {
        var queries = new Task<RouteResult>[batch];
        for (var i = 0; i < batch; i++) queries[i] = node.Queries.RouteAsync(new RouteRequest(text), CancellationToken.None);
        foreach (var result in await Task.WhenAll(queries))
        {
            if (result is RouteRefused refused) throw new InvalidOperationException($"a query was refused: {refused.Reason}");
        }
    }

    /// <summary>The middle value, the upper one of two.</summary>
    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
