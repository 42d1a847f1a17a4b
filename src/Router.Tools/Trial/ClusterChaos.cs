using System.Diagnostics;
using System.Globalization;
using Router.Tools.Bench;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>
/// Three nodes that all take queries and run heads. One fault after another befalls one of them, and each time all is waited for to be as before. Every query is to get one
/// whole decision; what a front end does not answer its clients send once more, to another one.
/// </summary>
/// <param name="options">What is tried, and with what.</param>
/// <param name="kinds">What may happen.</param>
/// <param name="duration">After which no further fault begins.</param>
/// <param name="networks">A network for each node; null where nothing is cut.</param>
/// <param name="tell">Takes what happens, a line each.</param>
internal sealed class ClusterChaos(TrialOptions options, IReadOnlyList<FaultKind> kinds, TimeSpan duration, NodeNetworks? networks, Action<string> tell)
{
    private static readonly TimeSpan FailsOverWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ProbeWithin = TimeSpan.FromSeconds(2);

    private readonly TrialTally _tally = new();

    /// <summary>Carries it out.</summary>
    /// <exception cref="ClusterException">The cluster did not become what it was; the message names the fault.</exception>
    public async Task<ChaosResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var nodes = new TrialNodes(options, networks);
        tell($"Starting three nodes: {string.Join(", ", nodes.Select(node => $"{node.Name} at {node.Url}"))}");
        await nodes.StartAsync(cancellationToken);
        await AssertSoundAsync(nodes, cancellationToken);

        await using var target = new FrontEnds([.. nodes.Select(node => new HttpTarget(node.Url, options.Timeout))]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probes = Task.WhenAll(nodes.Select((node, i) => ProbeAsync(node, i, target, stop.Token)));
        using var stopLoad = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new TrialLoad(target, options.Texts, _tally).RunAsync(options.Rate, options.Seed, stopLoad.Token);
        try
        {
            var faults = await BefallAsync(nodes, cancellationToken);
            await stopLoad.CancelAsync();
            await load;
            await AssertSoundAsync(nodes, cancellationToken);
            return new ChaosResult(_tally.Counts, faults, _tally.Problems);
        }
        finally
        {
            await stopLoad.CancelAsync();
            await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await stop.CancelAsync();
            await probes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> BefallAsync(TrialNodes nodes, CancellationToken cancellationToken)
    {
        var faults = new FaultSequence(options.Seed, kinds, [.. nodes.Select(node => node.Name)]);
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        for (; count == 0 || Stopwatch.GetElapsedTime(started) < duration; count++)
        {
            var fault = faults.Next();
            await Task.Delay(fault.Delay, cancellationToken);
            var (counts, began) = (_tally.Counts, Stopwatch.GetTimestamp());
            _tally.Begin($"{fault}");
            try
            {
                await BefallAsync(nodes, fault, cancellationToken);
            }
            catch (ClusterException problem)
            {
                throw new ClusterException($"seed {options.Seed}, {fault}: {problem.Message}");
            }
            var phase = _tally.Begin($"after {fault}");
            var (now, took) = (_tally.Counts, Stopwatch.GetElapsedTime(began));
            tell(string.Create(CultureInfo.InvariantCulture, $"{fault}: all well after {took.TotalSeconds:0.0} s; {phase.Count} queries, {now.Partial - counts.Partial} partial, {now.Lost - counts.Lost} lost, slowest {phase.Slowest.TotalMilliseconds:0} ms"));
        }
        return count;
    }

    private async Task BefallAsync(TrialNodes nodes, Fault fault, CancellationToken cancellationToken)
    {
        var victim = nodes[fault.Node];
        var survivors = nodes.Where(node => node != victim).ToArray();
        var began = Stopwatch.GetTimestamp();
        await BeginAsync(victim, fault.Kind);
        foreach (var survivor in survivors)
        {
            await nodes.WatchFrom(survivor).UntilAsync(
                status => status.Members.All(member => member.Name != victim.Name) && Replication.IsWhole(status, victim.Name),
                $"the replicas of {victim.Name} on {string.Join(" and ", survivors.Select(node => node.Name))}, as {survivor.Name} knows,", FailsOverWithin, cancellationToken);
        }
        // A node that goes on refuses what it still has (docs/cluster.md): clients have given that up by then, and sent it to another one.
        var left = ProbeInterval + ProbeWithin + options.Timeout - Stopwatch.GetElapsedTime(began);
        if (fault.Kind == FaultKind.Pause && left > TimeSpan.Zero) await Task.Delay(left, cancellationToken);
        await EndAsync(victim, fault.Kind);
        victim.Start();
        await victim.UntilReadyAsync(FailsOverWithin, cancellationToken);
        await AssertSoundAsync(nodes, cancellationToken);
    }

    private static async Task BeginAsync(TrialNode victim, FaultKind kind)
    {
        switch (kind)
        {
            case FaultKind.Kill: await victim.KillAsync(); break;
            case FaultKind.Leave: await victim.LeaveAsync(); break;
            case FaultKind.Pause: await victim.PauseAsync(); break;
            case FaultKind.Cut:
                victim.ExpectEnd();
                await victim.Network!.CutAsync();
                break;
            default: throw new UnreachableException();
        }
    }

    /// <summary>A node that was taken out while it could not know has to end itself.</summary>
    private static async Task EndAsync(TrialNode victim, FaultKind kind)
    {
        if (kind == FaultKind.Pause)
        {
            victim.ExpectEnd();
            await victim.ResumeAsync();
            await victim.EndAsync(expected: 1);
        }
        if (kind == FaultKind.Cut)
        {
            await victim.EndAsync(expected: 1);
            await victim.Network!.HealAsync();
        }
    }

    /// <summary>Each node knows that all are members, that each replica runs on one of them, and each subsystem on two.</summary>
    private static async Task AssertSoundAsync(TrialNodes nodes, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            await nodes.WatchFrom(node).UntilAsync(
                status => Replication.IsSound(status, nodes.Count()),
                $"each replica on one of {string.Join(", ", nodes.Select(each => each.Name))}, as {node.Name} knows,", FailsOverWithin, cancellationToken);
        }
    }

    /// <summary>Does what a load balancer does: asks again and again whether a node is ready, and believes it the second time.</summary>
    private static async Task ProbeAsync(TrialNode node, int index, FrontEnds frontEnds, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = node.Url, Timeout = ProbeWithin };
        for (var ready = 1; !cancellationToken.IsCancellationRequested;)
        {
            ready = await IsReadyAsync(client, cancellationToken) ? ready + 1 : 0;
            frontEnds.Show(index, ready > 1);
            await Task.Delay(ProbeInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync("/readyz", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>What came of the faults.</summary>
/// <param name="Counts">The queries.</param>
/// <param name="Faults">How many faults there were.</param>
/// <param name="Problems">The first queries that got no whole decision, with what happened then.</param>
internal sealed record ChaosResult(TrialCounts Counts, int Faults, IReadOnlyList<string> Problems)
{
    /// <summary>In a line.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture, $"{Faults} faults; {Counts}");
}
