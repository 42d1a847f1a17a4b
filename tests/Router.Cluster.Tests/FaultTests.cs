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
    public async Task Of_five_nodes_that_are_cut_into_three_and_two_the_two_end_before_the_three_take_over_and_others_may_join_again()
    {
        // All nodes share a machine that may be busy: the views of the nodes differ by more, and the two are later, but by no means by so much.
        await StartAsync(5, "akka.cluster { split-brain-resolver.stable-after = 3s, down-removal-margin = 3s }");
        // The first one is the oldest, so the coordinator is among the two.
        var (minority, majority) = (_nodes[..2], _nodes[2..]);
        string[] lost = [.. minority.SelectMany(node => majority[0].View.Now.Reports.Single(report => report.Value.Node == node.Name).Value.Replicas)];
        Assert.NotEmpty(lost);
        var ended = Task.WhenAll(minority.Select(EndOfMembershipAsync));
        foreach (var node in majority)
        {
            foreach (var other in minority) await node.ThrottleAsync(other, Direction.Both, Blackhole.Instance);
        }
        var wasSooner = false;
        await majority[0].UntilAsync(
            now =>
            {
                var isOver = ended.IsCompleted;
                var tookOver = majority.Any(node => now.Reports.Any(report => report.Value.Node == node.Name && report.Value.Replicas.Intersect(lost).Any()));
                wasSooner |= tookOver && !isOver;
                return tookOver;
            },
            "the first replica of the two on one of the three");
        Assert.False(wasSooner, "the three took a replica over while the two were members still");
        await Task.WhenAll(minority.Select(node => node.System.WhenTerminated)).WaitAsync(TimeSpan.FromMinutes(1));
        foreach (var node in majority)
        {
            await node.UntilAsync(
                now => now.Members.Count == 3 && now.IsServed && now.Reports.Select(report => report.Value.Node).Order().SequenceEqual(["c", "d", "e"])
                    && Names.All(name => node.NodesOf(name).Count == 2),
                "three nodes with the replicas of all five");
            await AssertJudgedAsync(node, 3);
        }

        // Whoever ended is started again when the cut is healed.
        var again = await StartNodeAsync("f", majority[0]);
        foreach (var node in majority.Append(again))
        {
            await node.UntilAsync(now => now.Members.Count == 4 && now.Reports.Count == 4 && now.IsServed, "c, d, e and f");
            await AssertJudgedAsync(node, 2);
        }
    }

    [Fact]
    public async Task Of_five_nodes_of_which_one_does_not_reach_another_the_two_end_and_the_three_go_on()
    {
        // Whoever decides has to have heard that both are silent, or it ends the one of whom it has: on a busy machine that is not at once.
        await StartAsync(5, "akka.cluster.split-brain-resolver.stable-after = 3s");
        // What d sends to e is lost, so neither has an answer of the other: both are connected only by way of the others.
        await _nodes[3].ThrottleAsync(_nodes[4], Direction.Send, Blackhole.Instance);
        var ended = Task.WhenAll(_nodes[3..].Select(node => node.System.WhenTerminated)).WaitAsync(TimeSpan.FromMinutes(1));
        for (var i = 0; !ended.IsCompleted || i < 10; i++) await AssertJudgedAsync(_nodes[i % 3], 1 + (i % 4));
        await ended;
        foreach (var node in _nodes[..3])
        {
            await node.UntilAsync(
                now => now.Members.Count == 3 && now.Reports.Select(report => report.Value.Node).Order().SequenceEqual(["a", "b", "c"]) && Names.All(name => node.NodesOf(name).Count == 2),
                "a, b and c with the replicas of all five");
            await AssertJudgedAsync(node, 3);
        }
    }

    [Theory]
    [InlineData("static-quorum.quorum-size = 3", "")]
    [InlineData("keep-oldest.down-if-alone = on", "b c")]
    [InlineData("keep-oldest.down-if-alone = off", "a")]
    public async Task Who_of_three_nodes_goes_on_when_the_first_is_cut_off_is_set_by_the_strategy(string strategy, string survivors)
    {
        // Nobody but the first one is taken for silent, however little of a busy machine it gets, and both links are cut long before anyone decides.
        await StartAsync(3, $$"""
            akka.cluster.split-brain-resolver { stable-after = 3s, active-strategy = {{strategy.Split('.')[0]}}, {{strategy}} }
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 5s
            """);
        await Task.WhenAll(_nodes[1..].Select(node => node.ThrottleAsync(_nodes[0], Direction.Both, Blackhole.Instance)));
        var stay = _nodes.Where(node => survivors.Contains(node.Name, StringComparison.Ordinal)).ToArray();
        await Task.WhenAll(_nodes.Except(stay).Select(node => node.System.WhenTerminated)).WaitAsync(TimeSpan.FromMinutes(1));
        foreach (var node in stay)
        {
            await node.UntilAsync(now => now.Members.Count == stay.Length && now.IsServed, $"{survivors} alone");
            await AssertJudgedAsync(node, 2);
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Of_two_nodes_that_keep_the_oldest_the_other_one_ends_with_it_and_it_goes_on_alone(int killed, bool goesOn)
    {
        await StartAsync(2, "akka.cluster.split-brain-resolver.active-strategy = keep-oldest");
        var left = _nodes[1 - killed];
        await _nodes[killed].KillAsync();
        if (!goesOn) await left.System.WhenTerminated.WaitAsync(TimeSpan.FromMinutes(1));
        else await left.UntilAsync(now => now.Members.Count == 1 && now.IsServed, "itself alone");
        Assert.Equal(goesOn, !left.System.WhenTerminated.IsCompleted);
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

    private async Task StartAsync(int count, string engine = "")
    {
        for (var i = 0; i < count; i++) await StartNodeAsync($"{(char)('a' + i)}", _nodes.FirstOrDefault(), engine);
        foreach (var node in _nodes) await node.UntilServedByAsync(count);
        await _nodes[0].UntilAsync(now => Names.All(name => _nodes[0].NodesOf(name).Count == 2), "two replicas of each subsystem");
    }

    /// <summary>No replica moves: what runs on a node stays there until it is cut off.</summary>
    private async Task<TestNode> StartNodeAsync(string name, TestNode? seed, string engine = "")
    {
        _nodes.Add(await TestNode.StartAsync(name, seed, Batches.Heads(Names), Names, isBalanced: false, isThrottled: true, engine: engine));
        return _nodes[^1];
    }

    private static Task EndOfMembershipAsync(TestNode node)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Akka.Cluster.Cluster.Get(node.System).RegisterOnMemberRemoved(ended.SetResult);
        return ended.Task;
    }
}
