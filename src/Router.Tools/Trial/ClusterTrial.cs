using System.Diagnostics;
using Router.Contracts;
using Router.Tools.Bench;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>
/// Three nodes, of which one takes queries. One that runs heads is killed and started again, then it leaves and is started again, and then the one with the
/// coordinator is killed and started again. At last the one that took the queries is killed: its clients know the others as well. Each query is to get a whole decision.
/// </summary>
/// <param name="options">What is tried, and with what.</param>
/// <param name="tell">Takes what happens, a line each.</param>
/// <param name="show">Takes the cluster, as it is and as it becomes.</param>
internal sealed class ClusterTrial(TrialOptions options, Action<string> tell, Action<ClusterStatus> show)
{
    private static readonly TimeSpan FailsOverWithin = TimeSpan.FromMinutes(1);

    /// <summary>What is measured before something happens, and after it is over.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    /// <summary>Of the queries that come now.</summary>
    private TrialTally _tally = new();

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

        var result = await EndOthersAsync(nodes, watch, cancellationToken);
        AssertCoordinator(await StartAgainAsync(first, nodes, front, cancellationToken), front);
        return await EndFrontAsync(front, [second, first], result, nodes.WatchFrom(second), cancellationToken);
    }

    /// <summary>Ends nodes that take no queries, while another one does.</summary>
    private async Task<TrialResult> EndOthersAsync(TrialNodes nodes, ClusterWatch watch, CancellationToken cancellationToken)
    {
        var (first, second, front) = (nodes["a"], nodes["b"], nodes["c"]);
        await using var target = new HttpTarget(front.Url, options.Timeout);
        tell($"{options.Rate:0.#} queries a second to {front.Name}");
        var result = await UnderLoadAsync(target, HappenAsync, cancellationToken);
        // The node shows what it counted when it reports the next time.
        await MeasureAsync(cancellationToken);
        var (end, _) = await watch.UntilAsync(_ => true, "the cluster after the last query", Window, cancellationToken);
        return result with { Counts = _tally.Counts, Traffic = TrialTraffic.Of(end, _tally.Counts.Answered), Problems = _tally.Problems };

        async Task<TrialResult> HappenAsync()
        {
            _tally.Begin("calm");
            await MeasureAsync(cancellationToken);
            var calm = _tally.Begin("").P99;
            var heads = await KillAsync(second, calm, watch, cancellationToken);
            await StartAgainAsync(second, nodes, front, cancellationToken);
            var leave = await LeaveAsync(second, calm, watch, cancellationToken);
            AssertCoordinator(await StartAgainAsync(second, nodes, front, cancellationToken), first);
            return new TrialResult { Calm = calm, Heads = heads, Leave = leave, Coordinator = await KillAsync(first, calm, watch, cancellationToken) };
        }
    }

    /// <summary>Ends the node that takes the queries, which is the oldest one by now and has the coordinator as well.</summary>
    private async Task<TrialResult> EndFrontAsync(
        TrialNode front, IReadOnlyList<TrialNode> others, TrialResult result, ClusterWatch watch, CancellationToken cancellationToken)
    {
        await using var target = new FrontEnds([.. others.Prepend(front).Select(node => new HttpTarget(node.Url, options.Timeout))]);
        var failover = await UnderLoadAsync(target, HappenAsync, cancellationToken);
        return result with { FrontEnd = failover, Clients = _tally.Counts, Problems = [.. result.Problems, .. _tally.Problems] };

        async Task<Failover> HappenAsync()
        {
            // All of them have had queries by now, as front ends that serve have.
            target.StayAt(0);
            tell($"{options.Rate:0.#} queries a second to {front.Name}, whose clients know {string.Join(" and ", others.Select(node => node.Name))} as well");
            await MeasureAsync(cancellationToken);
            return await KillAsync(front, result.Calm, watch, cancellationToken);
        }
    }

    /// <summary>Has queries come from a little before something happens until it is over, and waits for their answers.</summary>
    private async Task<T> UnderLoadAsync<T>(ILoadTarget target, Func<Task<T>> happen, CancellationToken cancellationToken)
    {
        _tally = new TrialTally();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new TrialLoad(target, options.Texts, _tally).RunAsync(options.Rate, options.Seed, stop.Token);
        try
        {
            // The first queries find the nodes cold.
            await MeasureAsync(cancellationToken);
            var result = await happen();
            await stop.CancelAsync();
            await load;
            return result;
        }
        finally
        {
            await stop.CancelAsync();
            await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A window of measurement, in which nothing is waited for: the nodes do what they do, and the tally counts.</summary>
    private static Task MeasureAsync(CancellationToken cancellationToken) => Task.Delay(Window, cancellationToken);

    private async Task<ClusterStatus> StartAgainAsync(TrialNode node, TrialNodes nodes, TrialNode front, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        // Others may know that it runs heads before it takes clients.
        await node.StartAsync(cancellationToken);
        var again = await nodes.UntilSpreadAsync(front, $"node {node.Name} with its share", cancellationToken);
        tell($"{node.Name} was started again and has its share after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        return again;
    }

    private static void AssertCoordinator(ClusterStatus status, TrialNode oldest)
    {
        if (status.Coordinator != oldest.Name) throw new ClusterException($"node {status.Coordinator} has the coordinator, and not {oldest.Name}, the oldest one");
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
        await MeasureAsync(cancellationToken);
        var phase = _tally.Begin("");
        return new Failover(after, phase.Slowest, phase.P99, phase.SettledAfter(2 * calm));
    }
}
