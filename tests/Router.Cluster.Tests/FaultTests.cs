using Akka.Remote.Transport;
using static Akka.Remote.Transport.ThrottleTransportAdapter;
using static Router.Cluster.Tests.Asking;

namespace Router.Cluster.Tests;

/// <summary>Links that lose or delay what goes over them.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly List<TestNode> _nodes = [];

    private TestNode CutOff => _nodes[1];

    private TestNode[] Others => [_nodes[0], _nodes[2]];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes)) await node.DisposeAsync();
    }

    [Theory]
    [InlineData(Direction.Both)]
    [InlineData(Direction.Send)]
    [InlineData(Direction.Receive)]
    public async Task Each_query_is_judged_once_by_the_other_replicas_while_a_node_is_cut_off_without_a_broken_connection(Direction direction)
    {
        await StartAsync();
        foreach (var node in Others) await node.ThrottleAsync(CutOff, direction, Blackhole.Instance);
        for (var i = 0; i < 20; i++) await AssertJudgedAsync(Others[i % 2], 1 + (i % 4));
        await _nodes[0].UntilAsync(
            now => now.Members.Count == 2 && Names.All(name => _nodes[0].NodesOf(name).SequenceEqual(["a", "c"])), "the replicas of the node that was cut off");
        foreach (var node in Others) await AssertJudgedAsync(node, 3);
        // The side with fewer nodes ends itself.
        await CutOff.System.WhenTerminated.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_a_slow_link_delays_is_judged_by_another_node()
    {
        await StartAsync();
        // A batch takes seconds; what is waited for is its verdict from elsewhere.
        foreach (var node in Others) await node.ThrottleAsync(CutOff, Direction.Send, new TokenBucket(200, 200, 0, 0));
        for (var i = 0; i < 10; i++) await AssertJudgedAsync(Others[i % 2], 4);
    }

    private async Task StartAsync()
    {
        // No replica moves: the second node runs some of each pair, and keeps them until it is cut off.
        for (var i = 0; i < 3; i++) _nodes.Add(await TestNode.StartAsync($"{(char)('a' + i)}", _nodes.FirstOrDefault(), Batches.Heads(Names), Names, isBalanced: false, isThrottled: true));
        foreach (var node in _nodes) await node.UntilAsync(now => now.Members.Count == 3 && now.Reports.Count == 3 && now.IsServed, "three nodes that serve");
        await _nodes[0].UntilAsync(now => Names.All(name => _nodes[0].NodesOf(name).Count == 2), "two replicas of each subsystem");
    }
}
