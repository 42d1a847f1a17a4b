using System.Diagnostics;
using Router.Contracts;
using Router.Tools.Bench;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>
/// Three nodes, of which one takes queries all the time. One that runs heads is killed and started again, then it leaves and is started again, and then the one with the
/// coordinator is killed. Each query is to get a whole decision.
/// </summary>
/// <param name="options">What is tried, and with what.</param>
/// <param name="tell">Takes what happens, a line each.</param>
/// <param name="show">Takes the cluster, as it is and as it becomes.</param>
internal sealed class ClusterTrial(TrialOptions options, Action<string> tell, Action<ClusterStatus> show)
{
    private static readonly TimeSpan FailsOverWithin = TimeSpan.FromMinutes(1);

    /// <summary>What is looked at before something happens, and after it is over.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private readonly TrialTally _tally = new();

    /// <summary>Carries it out.</summary>
    /// <exception cref="ClusterException">A node did not start, or the shards of a dead one did not come back.</exception>
    public async Task<TrialResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var nodes = new TrialNodes(options);
        var (first, second, front) = (nodes["a"], nodes["b"], nodes["c"]);
        var watch = nodes.WatchFrom(front);
        tell($"Starting three nodes: {string.Join(", ", nodes.Select(node => $"{node.Name} at {node.Url}"))}");
        await nodes.StartAsync(cancellationToken);
        show(await nodes.UntilSpreadAsync(front, "replicas on each of three nodes", cancellationToken));

        await using var target = new HttpTarget(front.Url, options.Timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new TrialLoad(target, options.Texts, _tally).RunAsync(options.Rate, options.Seed, stop.Token);
        try
        {
            tell($"{options.Rate:0.#} queries a second to {front.Name}");
            // The first queries find the cluster cold.
            await Task.Delay(Calm, cancellationToken);
            _tally.Begin("calm");
            await Task.Delay(Calm, cancellationToken);
            var calm = _tally.Begin("").P99;
            var heads = await KillAsync(second, calm, watch, cancellationToken);
            await StartAgainAsync(second, nodes, front, cancellationToken);
            var leave = await LeaveAsync(second, calm, watch, cancellationToken);
            var again = await StartAgainAsync(second, nodes, front, cancellationToken);
            if (again.Coordinator != first.Name) throw new ClusterException($"node {again.Coordinator} has the coordinator, and not {first.Name}, the oldest one");
            var coordinator = await KillAsync(first, calm, watch, cancellationToken);
            return await EndAsync(load, stop, new TrialResult { Calm = calm, Heads = heads, Leave = leave, Coordinator = coordinator }, watch, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ClusterStatus> StartAgainAsync(TrialNode node, TrialNodes nodes, TrialNode front, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        node.Start();
        var again = await nodes.UntilSpreadAsync(front, $"node {node.Name} with its share", cancellationToken);
        tell($"{node.Name} was started again and has its share after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        return again;
    }

    private async Task<Failover> KillAsync(TrialNode victim, TimeSpan calm, ClusterWatch watch, CancellationToken cancellationToken)
    {
        _tally.Begin($"kill of {victim.Name}");
        var started = Stopwatch.GetTimestamp();
        await victim.KillAsync();
        tell($"kill -9 of {victim.Name}");
        return await FailOverAsync(victim, started, calm, watch, cancellationToken);
    }

    private async Task<Failover> LeaveAsync(TrialNode leaver, TimeSpan calm, ClusterWatch watch, CancellationToken cancellationToken)
    {
        _tally.Begin($"leave of {leaver.Name}");
        var started = Stopwatch.GetTimestamp();
        tell($"{leaver.Name} is told to leave");
        await leaver.LeaveAsync();
        return await FailOverAsync(leaver, started, calm, watch, cancellationToken);
    }

    private async Task<Failover> FailOverAsync(TrialNode gone, long started, TimeSpan calm, ClusterWatch watch, CancellationToken cancellationToken)
    {
        await watch.UntilAsync(status => status.Members.All(member => member.Name != gone.Name), $"the end of {gone.Name}", FailsOverWithin, cancellationToken);
        var removed = Stopwatch.GetElapsedTime(started);
        var (whole, _) = await watch.UntilAsync(status => Replication.IsWhole(status, gone.Name), $"the shards of {gone.Name}", FailsOverWithin, cancellationToken);
        var after = Stopwatch.GetElapsedTime(started);
        tell($"{gone.Name} was taken out after {removed.TotalSeconds:0.0} s; its shards answer elsewhere after {after.TotalSeconds:0.0} s");
        show(whole);
        await Task.Delay(Calm, cancellationToken);
        var phase = _tally.Begin("");
        return new Failover(after, phase.Slowest, phase.P99, phase.SettledAfter(2 * calm));
    }

    private async Task<TrialResult> EndAsync(Task load, CancellationTokenSource stop, TrialResult result, ClusterWatch watch, CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await load;
        // The node shows what it counted when it reports the next time.
        await Task.Delay(Calm, cancellationToken);
        var (end, _) = await watch.UntilAsync(_ => true, "the cluster after the last query", Calm, cancellationToken);
        return result with { Counts = _tally.Counts, Traffic = TrialTraffic.Of(end, _tally.Counts.Answered), Problems = _tally.Problems };
    }
}
