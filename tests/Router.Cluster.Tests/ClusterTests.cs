using System.Collections.Concurrent;
using Actors.Subsystems;
using Router.Contracts;
using static Router.Cluster.Tests.Asking;

namespace Router.Cluster.Tests;

/// <summary>Several nodes in one process, over real sockets.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private readonly List<TestNode> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes)) await node.DisposeAsync();
    }

    [Fact]
    public async Task Replicas_of_a_subsystem_come_to_run_on_different_nodes_evenly()
    {
        var nodes = await StartAsync(3);
        await nodes[0].UntilAsync(_ => Names.All(name => nodes[0].NodesOf(name).Count == 2), "two replicas of each subsystem");
        await nodes[0].UntilAsync(now => now.Reports.All(node => node.Value.Replicas.Count is 2 or 3), "replicas spread evenly");
        Assert.All(nodes[0].View.Now.Reports, node => Assert.Equal(node.Value.Replicas.Count, node.Value.Replicas.Select(replica => replica.Split('/')[0]).Distinct().Count()));
    }

    [Fact]
    public async Task A_node_without_a_package_never_gets_its_replica()
    {
        _nodes.Add(await TestNode.StartAsync("a", null, Batches.Heads("alarm"), Names));
        _nodes.Add(await TestNode.StartAsync("b", _nodes[0], Batches.Heads(Names), Names));
        await _nodes[0].UntilAsync(now => now.Unserved.Count == 0 && _nodes[0].NodesOf("alarm").Count == 2, "all subsystems");
        Assert.Equal(["b"], _nodes[0].NodesOf("weather"));
        await AssertJudgedAsync(_nodes[0], 3);
    }

    [Fact]
    public async Task A_batch_is_judged_the_same_wherever_its_subsystems_run()
    {
        _nodes.Add(await TestNode.StartAsync("a", null, Batches.Heads("alarm", "iot"), Names));
        _nodes.Add(await TestNode.StartAsync("b", _nodes[0], Batches.Heads("music", "weather"), Names));
        foreach (var node in _nodes)
        {
            await node.UntilAsync(now => now.Unserved.Count == 0, "all subsystems");
            var (batch, verdicts) = await AssertJudgedAsync(node, 5);
            foreach (var query in batch.Queries)
            {
                var own = verdicts.Where(verdict => verdict.QueryId == query.Query.Id).ToArray();
                Assert.Single(own.Select(verdict => verdict.Intent).Distinct());
                Assert.Equal(query.Query.Text.Text, own[0].Intent);
                Assert.All(own, verdict => Assert.Equal(own[0].Score, verdict.Score, 1e-3));
            }
        }
    }

    [Fact]
    public async Task Only_those_are_asked_for_a_query_whom_it_names_also_when_they_are_asked_again()
    {
        var judged = new ConcurrentDictionary<(Guid Query, string Subsystem), int>();
        var heads = Names.ToDictionary(name => name, name => (JudgeBatch)(batch =>
        {
            foreach (var query in batch.Queries) judged.AddOrUpdate((query.Query.Id, name), 1, (_, times) => times + 1);
            return Batches.Head(name)(batch);
        }));
        using var resume = new ManualResetEventSlim();
        var silent = Names.ToDictionary(name => name, name => (JudgeBatch)(batch =>
        {
            resume.Wait(TimeSpan.FromMinutes(1));
            return heads[name](batch);
        }));
        _nodes.Add(await TestNode.StartAsync("a", null, Batches.Heads(), Names));
        _nodes.Add(await TestNode.StartAsync("b", _nodes[0], heads, Names));
        _nodes.Add(await TestNode.StartAsync("c", _nodes[0], silent, Names));
        await _nodes[0].UntilAsync(_ => Names.All(name => _nodes[0].NodesOf(name).SequenceEqual(["b", "c"])), "a replica of each subsystem on each node with heads");
        // The turn of a batch decides which replica is asked first: of two the silent one gets some, which are late and asked of the other one.
        SubsystemRoster?[] asked = [new(["alarm"]), new(["iot", "weather"]), null, new(["weather"]), new(["alarm", "weather"])];
        var expected = new HashSet<(Guid, string)>();
        for (var i = 0; i < 4; i++)
        {
            var ranker = _nodes[0].Kit.CreateTestProbe();
            var batch = Batches.Create(ranker.Ref, asked.Length, TimeSpan.FromSeconds(30));
            batch = batch with { Queries = [.. batch.Queries.Select((query, row) => query with { Asked = asked[row] })] };
            (Guid, string)[] own = [.. batch.Queries.SelectMany(query => Names.Where(query.IsAskedOf).Select(name => (query.Query.Id, name)))];
            expected.UnionWith(own);
            _nodes[0].Subsystems.Tell(batch, ActorRefs.NoSender);
            var answers = await ReceiveAsync(ranker, own.Length);
            Assert.All(answers, answer => Assert.NotNull(answer.Verdict));
            Assert.Equal(own.Order(), answers.Select(answer => (answer.Query, answer.Subsystem)).Order());
        }
        resume.Set();
        await _nodes[0].Kit.AwaitAssertAsync(() => Assert.Contains(judged.Values, times => times > 1), TimeSpan.FromSeconds(20));
        Assert.Equal(expected.Order(), judged.Keys.Order());
    }

    [Fact]
    public async Task A_node_that_is_killed_costs_no_verdict_and_its_replicas_run_elsewhere_afterwards()
    {
        // A replica that moved just then would be missing as well.
        var nodes = await StartAsync(3, isBalanced: false);
        await nodes[0].UntilAsync(_ => Names.All(name => nodes[0].NodesOf(name).Count == 2), "two replicas of each subsystem");
        var victim = nodes[1].Address;
        var kill = nodes[1].KillAsync();
        for (var i = 0; i < 50; i++) await AssertJudgedAsync(nodes[i % 2 * 2], 1 + (i % 4));
        await kill;
        await nodes[0].UntilAsync(now => now.Reports.All(node => node.Key != $"{victim}") && Names.All(name => nodes[0].NodesOf(name).Count == 2), "the replicas of the dead node");
        await AssertJudgedAsync(nodes[0], 3);
        await AssertJudgedAsync(nodes[2], 3);
    }

    [Fact]
    public async Task Without_a_second_replica_the_subsystems_of_a_killed_node_are_missing_until_they_run_elsewhere()
    {
        using var resume = new ManualResetEventSlim();
        _nodes.Add(await TestNode.StartAsync("a", null, Batches.Heads(Names), Names, replicas: 1));
        _nodes.Add(await TestNode.StartAsync("b", _nodes[0], Batches.Heads(Names, resume), Names, replicas: 1));
        // Of two equal sides the one with the lowest address goes on, which here may be the dead one: a third node makes a majority.
        _nodes.Add(await TestNode.StartAsync("c", _nodes[0], Batches.Heads(), Names, replicas: 1));
        await _nodes[0].UntilAsync(
            now => now.Members.Count(member => member.Status == Akka.Cluster.MemberStatus.Up) == 3
                && now.Reports.Count == 3 && now.Reports.All(node => node.Value.Replicas.Count == (node.Value.Node == "c" ? 0 : 2)),
            "two replicas on each of two nodes");
        var (batch, ranker) = Send(_nodes[0], 2, TimeSpan.FromSeconds(60));
        Assert.All(await ReceiveAsync(ranker, 4), answer => Assert.NotNull(answer.Verdict));
        var kill = _nodes[1].KillAsync();
        Assert.All(await ReceiveAsync(ranker, 4), answer => Assert.Null(answer.Verdict));
        resume.Set();
        await kill;
        await _nodes[0].UntilAsync(now => now.Unserved.Count == 0 && now.Reports.Count == 2, "all subsystems on the node that is left");
        await AssertJudgedAsync(_nodes[0], 2);
    }

    [Fact]
    public async Task A_node_that_leaves_costs_no_verdict()
    {
        var nodes = await StartAsync(3);
        await nodes[0].UntilAsync(_ => Names.All(name => nodes[0].NodesOf(name).Count == 2), "two replicas of each subsystem");
        var leave = nodes[2].LeaveAsync();
        for (var i = 0; !leave.IsCompleted || i < 20; i++) await AssertJudgedAsync(nodes[i % 2], 1 + (i % 4));
        await leave;
        await nodes[0].UntilAsync(now => now.Reports.Count == 2 && Names.All(name => nodes[0].NodesOf(name).Count == 2), "the replicas of the node that left");
    }

    [Fact]
    public async Task Two_nodes_that_leave_at_once_cost_no_verdict()
    {
        var nodes = await StartAsync(4);
        await nodes[0].UntilAsync(
            now => Names.All(name => nodes[0].NodesOf(name).Count == 2) && now.Reports.All(node => node.Value.Replicas.Count == 2), "two replicas on each node");
        // Two nodes that run both replicas of a subsystem; the queries are those of the others.
        var pair = nodes[0].NodesOf(Names[0]);
        TestNode[] leaving = [.. nodes.Where(node => pair.Contains(node.Name))];
        TestNode[] staying = [.. nodes.Except(leaving)];
        var leave = Task.WhenAll(leaving.Select(node => node.LeaveAsync()));
        for (var i = 0; !leave.IsCompleted || i < 20; i++) await AssertJudgedAsync(staying[i % 2], 1 + (i % 4));
        await leave;
        await staying[0].UntilAsync(now => now.Reports.Count == 2 && Names.All(name => staying[0].NodesOf(name).Count == 2), "the replicas of the nodes that left");
    }

    [Fact]
    public async Task A_slow_head_is_asked_beside_its_other_replica()
    {
        using var resume = new ManualResetEventSlim();
        _nodes.Add(await TestNode.StartAsync("a", null, Batches.Heads(Names, resume), Names));
        _nodes.Add(await TestNode.StartAsync("b", _nodes[0], Batches.Heads(Names), Names));
        await _nodes[0].UntilAsync(_ => Names.All(name => _nodes[0].NodesOf(name).Count == 2), "two replicas of each slow subsystem");
        var (batch, ranker) = Send(_nodes[0], 2, TimeSpan.FromSeconds(60));
        Assert.All(await ReceiveAsync(ranker, 8), answer => Assert.NotNull(answer.Verdict));
        resume.Set();
        await AssertReleasedAsync(_nodes[0], batch);
        await ranker.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_node_that_goes_silent_is_shown_to_be_trusted_no_more_until_its_first_word()
    {
        // Reports would have the node shown as it is whatever happens between two of them.
        var seldom = TimeSpan.FromMinutes(1);
        using var resume = new ManualResetEventSlim();
        var asking = await TestNode.StartAsync("a", null, Batches.Heads(), Names, reportInterval: seldom);
        _nodes.Add(asking);
        var silent = await TestNode.StartAsync("b", asking, Batches.Heads(Names, resume), Names, reportInterval: seldom);
        _nodes.Add(silent);
        await asking.UntilAsync(now => now.Unserved.Count == 0, "all subsystems");
        var (batch, ranker) = Send(asking, 1, TimeSpan.FromSeconds(60));
        await asking.UntilAsync(now => !now.Trusted.Contains($"{silent.Address}") && now.Unserved.Count == Names.Length, "the silence of the other node");
        resume.Set();
        await asking.UntilAsync(now => now.Trusted.Contains($"{silent.Address}") && now.IsServed, "trust in the node that spoke");
        Assert.All(await ReceiveAsync(ranker, Names.Length), answer => Assert.NotNull(answer.Verdict));
        await AssertReleasedAsync(asking, batch);
    }

    private async Task<List<TestNode>> StartAsync(int count, bool isBalanced = true)
    {
        for (var i = 0; i < count; i++)
            _nodes.Add(await TestNode.StartAsync($"{(char)('a' + i)}", _nodes.FirstOrDefault(), Batches.Heads(Names), Names, isBalanced: isBalanced));
        foreach (var node in _nodes) await node.UntilAsync(now => now.Reports.Count == count && now.Unserved.Count == 0, $"{count} nodes that serve");
        return _nodes;
    }
}
