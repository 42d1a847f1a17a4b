using Router.Tools.Bench;

namespace Router.Tools.Trial;

/// <summary>What nodes decide in a second when there are always clients that wait.</summary>
internal static class Saturation
{
    /// <summary>Clients that keep two cores busy, and their queues short.</summary>
    public const int Clients = 8;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Starts a cluster, has one node take queries, and ends it.</summary>
    /// <param name="options">Which deployment, and what is asked.</param>
    /// <param name="window">For how long it is measured.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>Decisions a second.</returns>
    public static async Task<double> OfClusterAsync(TrialOptions options, TimeSpan window, CancellationToken cancellationToken)
    {
        await using var nodes = new TrialNodes(options with { Logs = Path.Combine(options.Logs, "saturation") });
        await nodes.StartAsync(cancellationToken);
        await using var target = new HttpTarget(nodes["c"].Url, options.Timeout);
        return await OfAsync(target, options.Texts, Clients, window, cancellationToken);
    }

    /// <summary>Measures it with clients each of which sends as soon as it has its answer.</summary>
    /// <returns>Decisions a second.</returns>
    public static async Task<double> OfAsync(ILoadTarget target, TextSource texts, int clients, TimeSpan window, CancellationToken cancellationToken)
    {
        var recorder = new Recorder(TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new ClosedLoop(new QueryWorkload(target, texts), clients).RunAsync(recorder, stop.Token);
        await Task.Delay(WarmUp, cancellationToken);
        recorder.Next();
        await Task.Delay(window, cancellationToken);
        var measured = recorder.Next();
        await stop.CancelAsync();
        await load;
        return measured.Throughput;
    }
}
