using System.Collections.Concurrent;
using Router.Contracts;
using static Router.Cluster.Tests.Asking;

namespace Router.Cluster.Tests;

/// <summary>A front end without a backbone, and nodes that encode for it, over real sockets.</summary>
public sealed class BackbonesTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly List<EncodingNode> _nodes = [];
    private readonly ManualResetEventSlim _mayJudge = new(initialState: true);

    private EncodingNode Front => _nodes[0];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _mayJudge.Set();
        foreach (var node in Enumerable.Reverse(_nodes)) await node.DisposeAsync();
    }

    [Fact]
    public async Task What_a_dead_node_had_to_encode_another_one_encodes_and_each_query_is_judged_once()
    {
        await StartAsync("b", "c");
        var (ranker, queries) = Send(8);
        await UntilQueuedAsync(8);
        // Neither has encoded anything, and both have something: of two that have as much each is drawn.
        Assert.All(_nodes.Skip(1), node => Assert.InRange(node.Queued, 1, 7));
        var kill = _nodes[1].Node.KillAsync();
        _nodes[2].Resume();
        await AssertJudgedAsync(ranker, queries);
        Assert.Equal(8, _nodes[2].Encoded);
        // The dead node's device stands still until then, as a process that was killed would be gone.
        _nodes[1].Resume();
        await kill;
    }

    [Fact]
    public async Task Without_another_backbone_the_queries_of_a_dead_node_are_refused_once_and_at_once()
    {
        await StartAsync("b");
        var (ranker, queries) = Send(3);
        await UntilQueuedAsync(3);
        var kill = _nodes[1].Node.KillAsync();
        var refused = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            var refusal = await ranker.ExpectMsgAsync<EncodeRefused>(TimeSpan.FromSeconds(20));
            Assert.Equal(RefusalReason.BackboneUnavailable, refusal.Reason);
            refused.Add(refusal.QueryId);
        }
        Assert.Equal(queries.Select(query => query.Id).Order(), refused.Order());
        _nodes[1].Resume();
        await kill;
        await ranker.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_query_that_its_client_gives_up_leaves_the_queue_of_the_node_that_was_to_encode_it()
    {
        await StartAsync("b");
        var (ranker, queries) = Send(3);
        await UntilQueuedAsync(3);
        foreach (var query in queries) Front.Queries.Tell(new CancelQuery(query.Id), ActorRefs.NoSender);
        await Front.Node.Kit.AwaitAssertAsync(
            () => Assert.Equal(3, queries.Count(query => _nodes[1].IsCancelled(query.Id))), TimeSpan.FromSeconds(20));
        // One is under way already.
        _nodes[1].Resume();
        await Front.Node.Kit.AwaitAssertAsync(() => Assert.Equal((0, 1), (_nodes[1].Queued, _nodes[1].Encoded)), TimeSpan.FromSeconds(20));
        await ranker.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_device_that_fails_and_one_that_is_full_cost_no_query_while_another_one_has_room()
    {
        await StartAsync("b", "c");
        _nodes[1].Before = () => throw new InvalidOperationException("the device is out of memory");
        foreach (var node in _nodes.Skip(1)) node.Resume();
        var (ranker, queries) = Send(8);
        await AssertJudgedAsync(ranker, queries);
        Assert.Equal((0, 8), (_nodes[1].Encoded, _nodes[2].Encoded));
    }

    [Fact]
    public async Task What_a_node_that_stands_still_was_to_encode_another_one_encodes_though_no_connection_broke()
    {
        await StartAsync(TimeSpan.FromMilliseconds(50), "b", "c");
        _nodes[2].Resume();
        var (ranker, queries) = Send(8);
        await AssertJudgedAsync(ranker, queries);
        Assert.Equal((0, 8), (_nodes[1].Encoded, _nodes[2].Encoded));
    }

    [Fact]
    public async Task Queries_that_find_every_queue_of_the_cluster_full_are_refused_at_once()
    {
        await StartAsync("b", "c");
        // Each node holds eight; a query looks at two of them.
        var (ranker, queries) = Send(17);
        var refusal = await ranker.ExpectMsgAsync<EncodeRefused>(TimeSpan.FromSeconds(20));
        Assert.Equal(RefusalReason.QueueFull, refusal.Reason);
        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        foreach (var node in _nodes.Skip(1)) node.Resume();
        await AssertJudgedAsync(ranker, [.. queries.Where(query => query.Id != refusal.QueryId)]);
    }

    [Fact]
    public async Task Nodes_that_leave_together_encode_what_they_were_sent_and_tell_its_verdicts_before_they_end()
    {
        await StartAsync("b", "c");
        var encoding = _nodes.Skip(1).ToArray();
        var ends = new ConcurrentBag<(int Queued, bool IsJudged)>();
        foreach (var node in encoding)
        {
            CoordinatedShutdown.Get(node.Node.System).AddTask(CoordinatedShutdown.PhaseServiceStop, "look", () =>
            {
                ends.Add((node.Queued, _mayJudge.IsSet));
                return Task.FromResult(Akka.Done.Instance);
            });
        }
        _mayJudge.Reset();
        var (ranker, queries) = Send(8);
        await UntilQueuedAsync(8);
        var leave = Task.WhenAll(encoding.Select(node => node.Node.LeaveAsync()));
        await Front.Node.UntilAsync(now => now.Reports.All(report => report.Value.Devices.Count == 0), "nobody who encodes");
        foreach (var node in encoding) node.Resume();
        await Front.Node.Kit.AwaitAssertAsync(() => Assert.Equal(8, encoding.Sum(node => node.Encoded)), TimeSpan.FromSeconds(20));
        _mayJudge.Set();
        await AssertJudgedAsync(ranker, queries);
        await leave;
        Assert.Equal([(0, true), (0, true)], ends);
    }

    private Task StartAsync(params string[] encoding) => StartAsync(late: null, encoding);

    private async Task StartAsync(TimeSpan? late, params string[] encoding)
    {
        _nodes.Add(await EncodingNode.StartAsync("a", null, encodes: false, late: late, mayJudge: _mayJudge));
        foreach (var name in encoding) _nodes.Add(await EncodingNode.StartAsync(name, _nodes[0], encodes: true, capacity: encoding.Length == 1 ? 100 : 8, mayJudge: _mayJudge));
        foreach (var node in _nodes)
        {
            await node.Node.UntilAsync(
                now => now.IsServed && now.Trusted.Count == _nodes.Count && now.Reports.Count(report => report.Value.Devices.Count > 0) == encoding.Length, "all devices and subsystems");
        }
        await Front.Node.UntilAsync(_ => Names.All(name => Front.Node.NodesOf(name).Count == 2), "two replicas of each subsystem");
    }

    private (TestProbe Ranker, IReadOnlyList<Query> Queries) Send(int count)
    {
        var ranker = Front.Node.Kit.CreateTestProbe();
        Query[] queries = [.. Enumerable.Range(0, count).Select(_ => Batches.Query(5, Timeout))];
        foreach (var query in queries) Front.Queries.Tell(new Encode(query, ranker.Ref), ActorRefs.NoSender);
        return (ranker, queries);
    }

    private Task UntilQueuedAsync(int count) =>
        Front.Node.Kit.AwaitAssertAsync(() => Assert.Equal(count, _nodes.Skip(1).Sum(node => node.Queued)), TimeSpan.FromSeconds(20));

    /// <summary>Each query gets one verdict of each subsystem, and nothing else.</summary>
    private static async Task AssertJudgedAsync(TestProbe ranker, IReadOnlyList<Query> queries)
    {
        var answers = await ReceiveAsync(ranker, queries.Count * Names.Length);
        Assert.All(answers, answer => Assert.NotNull(answer.Verdict));
        Assert.Equal(
            queries.SelectMany(query => Names.Select(name => (query.Id, name))).Order(),
            answers.Select(answer => (answer.Query, answer.Subsystem)).Order());
        await ranker.ExpectNoMsgAsync(TimeSpan.Zero);
    }
}
