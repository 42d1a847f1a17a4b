using Akka.Remote;
using Router.Tools;

namespace Router.Cluster.Tests;

/// <summary>Connections that break while their nodes live, and calls of a node that is not there.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Sooner than Akka.NET's own 15 s are over, however busy the machine is.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly List<TestNode> _nodes = [];
    private readonly WayToNode _way = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes)) await node.DisposeAsync();
        await _way.DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_was_cut_off_and_is_back_hears_one_that_called_it_as_it_was_taken_out()
    {
        var (a, b) = await StartAsync();
        // What is said to a node after Akka.NET has begun to end what writes to it, and before that has ended, makes it call the node and forget that it does.
        On<QuarantinedEvent>(b, _ => b.System.ActorSelection($"{a.Address}/user").Tell(new Identify(0), ActorRefs.NoSender));
        var gaveUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        On<AssociationErrorEvent>(b, _ => gaveUp.TrySetResult());
        await _way.CutAsync();
        await a.System.WhenTerminated.WaitAsync(Patience);
        await b.UntilAsync(now => now.Members.Count == 2, "the end of a");

        // While b calls a in vain it may not listen to it. Were the way healed before b has given that up, a would listen to that call alone, and b say nothing there.
        var again = await StartFirstAsync(b);
        await again.UntilAsync(now => now.Members.Count == 3, "b and c").WaitAsync(Soon);
        await gaveUp.Task.WaitAsync(Soon);
        await _way.HealAsync();
        await AssertReachesAsync(b, again);
        await AssertReachesAsync(again, b);
    }

    [Fact]
    public async Task A_node_whose_connections_break_is_called_again_at_once()
    {
        var (a, b) = await StartAsync();
        var broke = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        On<DisassociatedEvent>(b, _ => broke.TrySetResult());
        _way.Break();
        await broke.Task.WaitAsync(Patience);
        // Akka.NET by itself would wait for 5 s.
        await AssertReachesAsync(b, a).WaitAsync(TimeSpan.FromSeconds(4));
    }

    /// <summary>Three nodes, of which the others call the first one by the way that the test may cut.</summary>
    private async Task<(TestNode First, TestNode Second)> StartAsync()
    {
        var first = await StartFirstAsync(null);
        foreach (var name in new[] { "b", "c" }) await StartNodeAsync(name, first);
        foreach (var node in _nodes) await node.UntilServedByAsync(3);
        return (first, _nodes[1]);
    }

    private Task<TestNode> StartFirstAsync(TestNode? seed)
    {
        var port = FreePorts.Find(1)[0];
        _way.LeadTo(port);
        return StartNodeAsync("a", seed, $"akka.remote.dot-netty.tcp.public-port = {_way.Port}", port);
    }

    private async Task<TestNode> StartNodeAsync(string name, TestNode? seed, string engine = "", int port = 0)
    {
        // Nobody is taken for silent, however little of a busy machine it gets.
        const string calm = "akka.cluster { failure-detector.acceptable-heartbeat-pause = 4s, split-brain-resolver.stable-after = 5s, down-removal-margin = 3s }";
        _nodes.Add(await TestNode.StartAsync(name, seed, Batches.Heads(Asking.Names), Asking.Names, isBalanced: false, engine: $"{calm}\n{engine}", port: port));
        return _nodes[^1];
    }

    /// <summary>A node says something to another one, again and again, and is answered.</summary>
    private static Task AssertReachesAsync(TestNode node, TestNode other) => node.Kit.AwaitAssertAsync(
        () => node.System.ActorSelection($"{other.Address}/user").ResolveOne(TimeSpan.FromSeconds(1)), Soon, TimeSpan.FromMilliseconds(50));

    /// <summary>Does something for each event, while it is told.</summary>
    private static void On<T>(TestNode node, Action<T> does) => node.System.EventStream.Subscribe(new AtOnce(node.System, told => does((T)told)), typeof(T));

    /// <summary>An actor without a mailbox.</summary>
    private sealed class AtOnce(ActorSystem system, Action<object> does) : MinimalActorRef
    {
        public override ActorPath Path { get; } = ((ExtendedActorSystem)system).Provider.TempPath();

        public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

        protected override void TellInternal(object message, IActorRef sender) => does(message);
    }
}
