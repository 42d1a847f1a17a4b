using System.Diagnostics;
using Router.Contracts;
using Router.Tools.Bench;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>
/// Three nodes, of which one takes queries all the time. One that runs heads is killed and started again, and then the one with the coordinator.
/// Each query is to get a whole decision.
/// </summary>
/// <param name="options">What is tried, and with what.</param>
/// <param name="tell">Takes what happens, a line each.</param>
/// <param name="show">Takes the cluster, as it is and as it becomes.</param>
internal sealed class ClusterTrial(TrialOptions options, Action<string> tell, Action<ClusterStatus> show)
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);
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
        var before = await nodes.UntilSpreadAsync(front, "an even spread over three nodes", cancellationToken);
        show(before);

        await using var target = new HttpTarget(front.Url, options.Timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new TrialLoad(target, options.Texts, _tally).RunAsync(options.Rate, options.Seed, stop.Token);
        try
        {
            tell($"{options.Rate} queries a second to {front.Name}");
            await Task.Delay(Calm, cancellationToken);
            var heads = await KillAsync(second, watch, cancellationToken);
            second.Start();
            var (again, after) = await watch.UntilAsync(status => Replication.IsSpread(status, 3), $"node {second.Name} with its share", StartsWithin, cancellationToken);
            tell($"{second.Name} was started again and has its share after {after.TotalSeconds:0.0} s");
            if (again.Coordinator != first.Name) throw new ClusterException($"node {again.Coordinator} has the coordinator, and not {first.Name}, the oldest one");
            var coordinator = await KillAsync(first, watch, cancellationToken);
            return await EndAsync(load, stop, heads, coordinator, watch, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Failover> KillAsync(TrialNode victim, ClusterWatch watch, CancellationToken cancellationToken)
    {
        _tally.Begin($"kill of {victim.Name}");
        var started = Stopwatch.GetTimestamp();
        await victim.KillAsync();
        tell($"kill -9 of {victim.Name}");
        var (_, removed) = await watch.UntilAsync(status => status.Members.All(member => member.Name != victim.Name), $"the end of {victim.Name}", FailsOverWithin, cancellationToken);
        var (whole, _) = await watch.UntilAsync(status => Replication.IsWhole(status, victim.Name), $"the shards of {victim.Name}", FailsOverWithin, cancellationToken);
        var after = Stopwatch.GetElapsedTime(started);
        tell($"{victim.Name} was taken out after {removed.TotalSeconds:0.0} s; its shards answer elsewhere after {after.TotalSeconds:0.0} s");
        show(whole);
        await Task.Delay(Calm, cancellationToken);
        return new Failover(after, _tally.Begin("").Slowest);
    }

    private async Task<TrialResult> EndAsync(
        Task load, CancellationTokenSource stop, Failover heads, Failover coordinator, ClusterWatch watch, CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await load;
        // The node shows what it counted when it reports the next time.
        await Task.Delay(Calm, cancellationToken);
        var (end, _) = await watch.UntilAsync(_ => true, "the cluster after the last query", Calm, cancellationToken);
        return new TrialResult(_tally.Counts, heads, coordinator, TrialTraffic.Of(end, _tally.Counts.Answered), _tally.Problems);
    }
}
