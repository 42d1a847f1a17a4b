using System.Diagnostics;
using System.Globalization;
using Akka.Cluster;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host.Tls;

namespace Router.Cluster.Tests;

/// <summary>
/// As many layer states between nodes as their connections carry, for ten seconds or as many as the environment's <c>ROUTER_SATURATION</c> says.
/// </summary>
[Collection(Alone.Name)]
public sealed class SaturationTests : IAsyncLifetime
{
    private const int Most = 8 << 20;

    /// <summary>Batches: more than both connections take.</summary>
    private const int Waiting = (2 * Most / Flood.BatchBytes) + 16;

    private static readonly string[] Names = ["alarm", "iot"];

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("ROUTER_SATURATION") is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 10);

    private readonly List<TestNode> _nodes = [];
    private readonly TemporaryDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes)) await node.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task States_at_the_limit_of_the_connections_delay_no_heartbeat_and_stay_within_their_bound(bool isTls)
    {
        using var authority = new TestAuthority();
        var tls = isTls ? TlsOf(authority) : null;
        foreach (var (name, heads) in new[] { ("a", Batches.Heads()), ("b", Batches.Heads(Names)), ("c", Batches.Heads(Names)) })
            _nodes.Add(await TestNode.StartAsync(name, _nodes.FirstOrDefault(), heads, Names, tls: tls, mostUnanswered: Most));
        var sending = _nodes[0];
        await sending.UntilAsync(_ => Names.All(name => sending.NodesOf(name).Count == 2), "two replicas of each subsystem");
        using var queues = new Queues(_nodes[1..]);
        var probes = _nodes.ConvertAll(node => WatchReachability(node));
        var (full, idle) = (await Beat.StartAsync(_nodes[0], _nodes[1]), await Beat.StartAsync(_nodes[1], _nodes[2]));

        var told = sending.Kit.CreateTestProbe();
        var flood = sending.System.ActorOf(Props.Create(() => new Flood(sending.Subsystems, Names, Waiting, told.Ref)));
        var others = await MeasureOthersAsync();
        flood.Tell(new Flood.Stop(), ActorRefs.NoSender);
        var result = await told.ExpectMsgAsync<Flood.Result>(TimeSpan.FromMinutes(1));

        Assert.Equal(0, result.TooMany);
        Assert.True(result is { Judged: > 0, Missing: > 0 }, $"{result}: the queues were to be full, and to be emptied, all the time");
        Assert.All(queues.Peaks, peak => Assert.InRange(peak, Flood.BatchBytes, Most));
        await sending.Kit.AwaitAssertAsync(() => Assert.All(queues.Now, bytes => Assert.Equal(0, bytes)), TimeSpan.FromSeconds(20));
        var took = $"small messages took up to {full.Worst} beside the states, {idle.Worst} elsewhere; other programs had {others:P0} of the processors in some second";
        Assert.True(MayBeSilentFor(1) || !probes.Exists(probe => probe.HasMessages), $"a node was out of reach; {took}");
        Assert.True(MayBeSilentFor(3) || _nodes.TrueForAll(node => node.View.Now.Members.Count == 3), $"a node was taken out; {took}");

        // Where other programs have the processors heartbeats are late. Then even small messages between two nodes that send each other no states take about as long as
        // makes a node unreachable (1.4 s), or has it taken out (3.2 s). That these are late by themselves is no excuse: it may be this program that delays them.
        bool MayBeSilentFor(int seconds) => others > 0.5 && idle.Worst > TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Lets the states flow for their time.</summary>
    /// <returns>The share of the processors that other programs had, in the second in which it was largest.</returns>
    private static async Task<double> MeasureOthersAsync()
    {
        var (others, most) = (new OtherPrograms(), 0.0);
        for (var end = Stopwatch.GetTimestamp() + (long)(Duration.TotalSeconds * Stopwatch.Frequency); Stopwatch.GetTimestamp() < end; most = Math.Max(most, others.Share()))
            await Task.Delay(TimeSpan.FromSeconds(1));
        return most;
    }

    private static TestProbe WatchReachability(TestNode node)
    {
        var probe = node.Kit.CreateTestProbe();
        Akka.Cluster.Cluster.Get(node.System).Subscribe(probe.Ref, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.UnreachableMember));
        return probe;
    }

    private NodeTls TlsOf(TestAuthority authority)
    {
        var settings = new NodeTlsSettings(_directory["node.pem"], _directory["node.key"], _directory["ca.pem"]);
        using var certificate = authority.Issue("node", [TestAuthority.ForServers, TestAuthority.ForClients], -1, 1);
        TestAuthority.Write(certificate, settings.Certificate, settings.Key);
        File.WriteAllText(settings.NodeCa, authority.Pem);
        return NodeTls.Open(settings, NullLogger.Instance, TimeProvider.System);
    }

    /// <summary>What is on its way to some nodes.</summary>
    private sealed class Queues : IDisposable
    {
        private readonly CounterReadings _readings = new("router.subsystem.unanswered");
        private readonly string[] _names;
        private readonly long[] _peaks;

        public Queues(IReadOnlyList<TestNode> nodes)
        {
            _names = [.. nodes.Select(node => $"router.subsystem.unanswered{{node={node.Address}}}")];
            _peaks = new long[nodes.Count];
            _readings.Changed = () =>
            {
                for (var i = 0; i < _names.Length; i++) _peaks[i] = Math.Max(_peaks[i], _readings[_names[i]]);
            };
        }

        public IReadOnlyList<long> Peaks => _peaks;

        public IReadOnlyList<long> Now => [.. _names.Select(name => _readings[name])];

        public void Dispose() => _readings.Dispose();
    }
}

/// <summary>Tests that take all processors, and for which it matters that no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Alone
{
    public const string Name = "alone";
}
