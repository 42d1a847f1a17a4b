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
        await StartAsync(3);
        foreach (var node in Others) await node.ThrottleAsync(CutOff, direction, Blackhole.Instance);
        for (var i = 0; i < 20; i++) await AssertJudgedAsync(Others[i % 2], 1 + (i % 4));
        await _nodes[0].UntilAsync(
            now => now.Members.Count == 2 && Names.All(name => _nodes[0].NodesOf(name).SequenceEqual(["a", "c"])), "the replicas of the node that was cut off");
        foreach (var node in Others) await AssertJudgedAsync(node, 3);
        // The side with fewer nodes ends itself.
        await CutOff.System.WhenTerminated.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Of_five_nodes_that_are_cut_into_three_and_two_the_three_take_over_and_the_two_end()
    {
        await StartAsync(5);
        // The first one is the oldest, so the coordinator is among the two.
        var (minority, majority) = (_nodes[..2], _nodes[2..]);
        foreach (var node in majority)
        {
            foreach (var other in minority) await node.ThrottleAsync(other, Direction.Both, Blackhole.Instance);
        }
        await Task.WhenAll(minority.Select(node => node.System.WhenTerminated)).WaitAsync(TimeSpan.FromMinutes(1));
        foreach (var node in majority)
        {
            await node.UntilAsync(
                now => now.Members.Count == 3 && now.IsServed && now.Reports.Select(report => report.Value.Node).Order().SequenceEqual(["c", "d", "e"])
                    && Names.All(name => node.NodesOf(name).Count == 2),
                "three nodes with the replicas of all five");
            await AssertJudgedAsync(node, 3);
        }
    }

    [Fact]
    public async Task What_runs_on_a_node_that_leaves_and_then_hears_nothing_runs_elsewhere_long_before_a_minute_is_over()
    {
        await StartAsync(3);
        foreach (var node in Others) await node.ThrottleAsync(CutOff, Direction.Send, Blackhole.Instance);
        // The coordinator is told that the node's replicas are to move, and asks it in vain until it is taken out.
        var leave = CutOff.LeaveAsync();
        await _nodes[0].UntilAsync(
            now => now.Members.Count == 2 && Names.All(name => _nodes[0].NodesOf(name).SequenceEqual(["a", "c"])), "the replicas of the node that left unheard");
        foreach (var node in Others) await AssertJudgedAsync(node, 3);
        await leave;
    }

    [Fact]
    public async Task What_a_slow_link_delays_is_judged_by_another_node()
    {
        await StartAsync(3);
        // A batch takes seconds; what is waited for is its verdict from elsewhere.
        foreach (var node in Others) await node.ThrottleAsync(CutOff, Direction.Send, new TokenBucket(200, 200, 0, 0));
        for (var i = 0; i < 10; i++) await AssertJudgedAsync(Others[i % 2], 4);
    }

    private async Task StartAsync(int count)
    {
        // No replica moves: the second node runs some of each pair, and keeps them until it is cut off.
        for (var i = 0; i < count; i++) _nodes.Add(await TestNode.StartAsync($"{(char)('a' + i)}", _nodes.FirstOrDefault(), Batches.Heads(Names), Names, isBalanced: false, isThrottled: true));
        foreach (var node in _nodes) await node.UntilAsync(now => now.Members.Count == count && now.Reports.Count == count && now.IsServed, $"{count} nodes that serve");
        await _nodes[0].UntilAsync(now => Names.All(name => _nodes[0].NodesOf(name).Count == 2), "two replicas of each subsystem");
    }
}
