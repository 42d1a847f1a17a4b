using Router.Host;
using Spectre.Console;

namespace Router.Tools.Bench;

/// <summary>Goes through the loads of a bench and reports on them.</summary>
/// <param name="options">What to do.</param>
internal sealed class BenchRun(BenchOptions options)
{
    private readonly BenchReport _report = new(options.LoadName, options.Sessions is not null);

    /// <summary>Measures each load in turn, and under each the targets in turn; a bench that is broken off reports what it has.</summary>
    /// <param name="workloads">What is done under load, by the name of its target.</param>
    /// <param name="encoded">Reads how many queries the backbone has encoded; null where that is not known.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="OperationCanceledException">It was broken off; its results were written.</exception>
    public async Task RunAsync(
        IReadOnlyList<(string Target, IWorkload Workload)> workloads, Func<long>? encoded, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var runner = new LoadRunner(options.Plan, (window, token) => Task.Delay(window, time, token));
        var results = new List<LoadResult>();
        foreach (var (load, (target, workload)) in options.Loads.SelectMany(load => workloads.Select(workload => (load, workload))))
        {
            if (cancellationToken.IsCancellationRequested) break;
            var recorder = new Recorder(time, encoded);
            var result = await runner.RunAsync(load, token => GenerateAsync(workload, load, recorder, token), recorder, cancellationToken);
            results.Add(result with { Target = target });
            await Console.Error.WriteLineAsync(Describe(results[^1]));
        }
        await WriteAsync(results);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private Task GenerateAsync(IWorkload workload, double load, Recorder recorder, CancellationToken cancellationToken)
    {
        if (!options.OpenLoop) return new ClosedLoop(workload, (int)load).RunAsync(recorder, cancellationToken);
        var schedule = new PoissonSchedule(load, options.Seed);
        return new OpenLoop(workload, schedule, (due, token) => ExactWait.Until(recorder.Time, due, token)).RunAsync(recorder, cancellationToken);
    }

    private string Describe(LoadResult result)
    {
        var measured = result.Measured;
        var text = $"{result.Target}, {result.Load:0.##} {options.LoadName}: {measured.Throughput:0.0} decisions/s, p50 {measured.Latency.Percentile(0.5).TotalMilliseconds:0.0} ms, "
            + $"p99 {measured.Latency.Percentile(0.99).TotalMilliseconds:0.0} ms, {result.Windows} windows, {$"{result.State}".ToLowerInvariant()}";
        if (result.IsGeneratorTooSlow)
            text += $"; what makes the load was {measured.Lateness.Percentile(0.99).TotalMilliseconds:0.0} ms late at p99: it is the bottleneck, and not the router";
        return measured.Errors.Count > 0 ? $"{text}; errors: {BenchReport.ErrorsOf(result)}" : text;
    }

    /// <summary>Writes what there is, also when the bench was broken off.</summary>
    private async Task WriteAsync(List<LoadResult> results)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 240;
        AnsiConsole.Write(_report.ToTable(results));
        if (options.Csv is { } csv) await File.WriteAllTextAsync(csv, _report.ToCsv(results), CancellationToken.None);
        if (options.Plot is { } plot) LatencyChart.Draw(results, options.Title, options.LoadName).Save(plot);
    }
}
