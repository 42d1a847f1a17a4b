using Actors.Subsystems;
using Router.Contracts;
using static Router.Cluster.Tests.Asking;

namespace Router.Cluster.Tests;

/// <summary>Nodes that come, that are slow, and that are of the next version, while queries come.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
    private readonly List<TestNode> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes)) await node.DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_joins_gets_its_share_and_costs_no_verdict()
    {
        for (var i = 0; i < 2; i++) await StartAsync($"{(char)('a' + i)}", Batches.Heads(Names));
        foreach (var node in _nodes) await UntilWholeAsync(node, "a", "b");
        var joined = StartAsync("c", Batches.Heads(Names));
        var spread = joined.ContinueWith(
            _ => _nodes[0].UntilAsync(now => now.Reports.Count == 3 && now.Reports.All(node => node.Value.Replicas.Count is 2 or 3), "two or three replicas on a, b and c"), TaskScheduler.Default).Unwrap();
        TestNode[] asked = [.. _nodes[..2]];
        for (var i = 0; !spread.IsCompleted || i < 20; i++) await AssertJudgedAsync(asked[i % 2], 1 + (i % 4));
        await spread;
        foreach (var node in _nodes) await AssertJudgedAsync(node, 3);
    }

    [Fact]
    public async Task No_query_waits_for_a_slow_node_however_many_there_are()
    {
        using var resume = new ManualResetEventSlim();
        var front = await StartAsync("a", Batches.Heads());
        await StartAsync("b", Batches.Heads(Names, resume));
        await StartAsync("c", Batches.Heads(Names));
        await UntilWholeAsync(front, "b", "c");
        // What b was asked it has still not said after the last one: of 50 batches none had to wait for it.
        for (var i = 0; i < 50; i++)
        {
            var (_, ranker) = Send(front, 1 + (i % 4), TimeSpan.FromSeconds(60));
            Assert.All(await ReceiveAsync(ranker, (1 + (i % 4)) * Names.Length), answer => Assert.NotNull(answer.Verdict));
        }
        resume.Set();
    }

    [Fact]
    public async Task Nodes_of_the_next_version_join_and_the_old_ones_leave_and_no_verdict_is_lost()
    {
        for (var i = 0; i < 2; i++) await StartAsync($"{(char)('a' + i)}", Batches.Heads(Names));
        foreach (var node in _nodes) await UntilWholeAsync(node, "a", "b");
        TestNode[] old = [.. _nodes];

        // What they send has fields that the old ones do not know.
        for (var i = 2; i < 4; i++) await StartAsync($"{(char)('a' + i)}", Batches.Heads(Names), "2.0.0", NextWireSerializer.Engine);
        TestNode[] next = [.. _nodes[2..]];
        foreach (var node in _nodes)
        {
            await node.UntilAsync(now => now.Reports.Count == 4 && now.Reports.All(report => report.Value.Replicas.Count == 2), "two replicas on each of a, b, c and d");
            Assert.Equal(["1.2.3", "1.2.3", "2.0.0", "2.0.0"], node.View.Now.Reports.Select(report => report.Value.Version).Order());
            for (var i = 0; i < 5; i++) await AssertJudgedAsync(node, 1 + (i % 4));
        }
        // A message that only they know is refused, and the connection goes on.
        foreach (var node in old) next[0].System.ActorSelection($"{node.Address}{node.Subsystems.Path.ToStringWithoutAddress()}").Tell(new NextMessage());
        foreach (var node in _nodes) await AssertJudgedAsync(node, 3);

        foreach (var node in old)
        {
            var leave = node.LeaveAsync();
            for (var i = 0; !leave.IsCompleted || i < 10; i++) await AssertJudgedAsync(next[i % 2], 1 + (i % 4));
            await leave;
        }
        foreach (var node in next)
        {
            await UntilWholeAsync(node, "c", "d");
            await AssertJudgedAsync(node, 3);
        }
    }

    private async Task<TestNode> StartAsync(string name, IReadOnlyDictionary<string, JudgeBatch> heads, string version = "1.2.3", string engine = "")
    {
        _nodes.Add(await TestNode.StartAsync(name, _nodes.FirstOrDefault(), heads, Names, version: version, engine: engine));
        return _nodes[^1];
    }

    private static Task UntilWholeAsync(TestNode node, params string[] on) =>
        node.UntilAsync(now => now.IsServed && Names.All(name => node.NodesOf(name).SequenceEqual(on)), $"each subsystem on {string.Join(" and ", on)}");
}
