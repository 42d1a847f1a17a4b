using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host;
using Router.Host.Cluster;
using Router.Host.Configuration;

namespace Router.Cluster.Tests;

/// <summary>Whole nodes with the shipped models.</summary>
public sealed class RoutedAcrossNodesTests : IAsyncLifetime
{
    private static readonly string[] Texts = ["wake me up at six tomorrow", "will it rain in oslo on friday", "明天早上八点叫我起床", "qwerty asdf"];

    private readonly TestInstallation _installation = new("alarm", "weather");
    private readonly List<RouterServer> _servers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers)) await server.DisposeAsync();
        _installation.Dispose();
    }

    [Fact]
    public async Task A_query_gets_the_same_decision_across_nodes_as_on_one()
    {
        string[] once = ["router.subsystems.alarm.replicas=1", "router.subsystems.weather.replicas=1"];
        var first = await StartAsync("a", once);
        await StartAsync("b", [.. once, SeedOf(first)]);
        await new TestKit(first.Node.System).AwaitAssertAsync(
            () => Assert.All(_servers, server => Assert.Equal([1, 1], server.Node.Cluster!.Now.Reports.Select(node => node.Value.Replicas.Count))), TimeSpan.FromSeconds(60));
        await AssertAsAloneAsync(_servers);
    }

    [Fact]
    public async Task A_front_end_without_heads_has_those_of_another_node_judge()
    {
        var heads = await StartAsync("heads", "router.cluster.roles=[subsystem]");
        var front = await StartAsync("front", "router.cluster.roles=[front-end, backbone]", SeedOf(heads));
        await AssertAsAloneAsync([front]);

        var refused = Assert.IsType<RouteRefused>(await heads.Node.Queries.RouteAsync(new RouteRequest(Texts[0]), CancellationToken.None));
        Assert.Equal(RefusalReason.BackboneUnavailable, refused.Reason);
        await new TestKit(front.Node.System).AwaitAssertAsync(() => AssertStatusAsync(front), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_front_end_without_a_backbone_decides_as_a_node_that_is_alone_and_is_ready_while_another_one_encodes()
    {
        var heads = await StartAsync("heads", "router.cluster.roles=[subsystem]");
        var encoding = await StartAsync("encoding", "router.cluster.roles=[backbone]", SeedOf(heads));
        var front = await StartAsync("front", "router.cluster.roles=[front-end]", SeedOf(heads));
        var before = encoding.Node.BackboneRuns;
        await AssertAsAloneAsync([front]);
        Assert.Equal(0, front.Node.BackboneRuns);
        Assert.InRange(encoding.Node.BackboneRuns - before, 1, int.MaxValue);
        await AssertReadyAsync(front, 200, NodeState.Ready);
        var status = await StatusAsync(front);
        Assert.Empty(status.MissingBackbones);
        Assert.Equal(["bge-en 2.0.0", "bge-zh 2.1.0"], Assert.Single(status.Members, member => member.Devices.Count > 0).Devices.Select(device => device.Backbone));

        _servers.Remove(encoding);
        await encoding.DisposeAsync();
        await new TestKit(front.Node.System).AwaitAssertAsync(() => AssertReadyAsync(front, 503, NodeState.Incomplete), TimeSpan.FromSeconds(20));
        var refused = Assert.IsType<RouteRefused>(await front.Node.Queries.RouteAsync(new RouteRequest(Texts[0]), CancellationToken.None));
        Assert.Equal(RefusalReason.BackboneUnavailable, refused.Reason);
    }

    [Fact]
    public async Task Nodes_that_know_each_other_by_certificates_decide_as_others_do()
    {
        using var files = new TemporaryDirectory();
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("node");
        TestAuthority.Write(certificate, files["node.pem"], files["node.key"]);
        await File.WriteAllTextAsync(files["ca.pem"], authority.Pem);
        var tls = $"router.cluster.tls {{ certificate = \"{files["node.pem"]}\", key = \"{files["node.key"]}\", node-ca = \"{files["ca.pem"]}\" }}";
        var heads = await StartAsync("heads", "router.cluster.roles=[subsystem]", tls);
        var front = await StartAsync("front", "router.cluster.roles=[front-end, backbone]", tls, SeedOf(heads));
        await AssertAsAloneAsync([front]);
    }

    [Fact]
    public async Task A_node_is_not_ready_while_its_subsystems_run_nowhere()
    {
        var heads = await StartAsync("heads", "router.cluster.roles=[subsystem]");
        var front = await StartAsync("front", "router.cluster.roles=[front-end, backbone]", SeedOf(heads));
        var kit = new TestKit(front.Node.System);
        await AssertReadyAsync(front, 200, NodeState.Ready);
        _servers.Remove(heads);
        await heads.DisposeAsync();
        await kit.AwaitAssertAsync(() => AssertReadyAsync(front, 503, NodeState.Incomplete), TimeSpan.FromSeconds(20));

        await StartAsync("heads", "router.cluster.roles=[subsystem]", SeedOf(front));
        await kit.AwaitAssertAsync(() => AssertReadyAsync(front, 200, NodeState.Ready), TimeSpan.FromSeconds(40));
        Assert.False((await RouteAsync(front.Node, Texts[0])).Partial);
    }

    [Fact]
    public async Task While_nodes_change_to_new_backbones_one_by_one_a_batch_goes_to_nodes_whose_heads_read_it()
    {
        _installation.AddBackbone("bge-en", "bge-en", "2.2.0");
        _installation.AddBackbone("bge-zh", "bge-zh", "2.2.0");
        foreach (var subsystem in new[] { "alarm", "weather" })
        {
            _installation.AddVersion(subsystem, "2.0.0", "2.3.0", "bge-en", "2.2.0");
            _installation.AddVersion(subsystem, "2.2.0", "2.4.0", "bge-zh", "2.2.0");
        }
        var one = await StartAsync("old", "router.cluster.roles=[subsystem]");
        var two = _installation.WithBackbones("bge-en.version = \"2.2.0\", bge-zh.version = \"2.2.0\"", "[\"2.3.0\", \"2.4.0\"]");
        var next = await StartFromAsync(two, "new", SeedOf(one));
        // Of two replicas one is on each node: the old node's heads read neither backbone.
        await new TestKit(next.Node.System).AwaitAssertAsync(
            () => Assert.All(next.Node.Cluster!.Now.Reports, node => Assert.Equal(2, node.Value.Replicas.Count)), TimeSpan.FromSeconds(60));
        await AssertAsAloneAsync([next]);
    }

    [Fact]
    public async Task A_node_that_is_asked_to_leave_before_all_subsystems_are_served_is_not_started()
    {
        var heads = await StartAsync("heads", "router.cluster.roles=[subsystem]", "router.subsystems.weather.enabled=off");
        var starting = StartAsync("front", "router.cluster.roles=[front-end, backbone]", SeedOf(heads));
        var cluster = Akka.Cluster.Cluster.Get(heads.Node.System);
        Akka.Cluster.Member? front = null;
        await new TestKit(heads.Node.System).AwaitAssertAsync(
            () => front = Assert.Single(cluster.State.Members, member => member.Address != cluster.SelfAddress && member.Status == Akka.Cluster.MemberStatus.Up), TimeSpan.FromSeconds(60));

        cluster.Leave(front!.Address);

        Assert.True((await Assert.ThrowsAsync<LeftClusterException>(() => starting.WaitAsync(TimeSpan.FromSeconds(60)))).WasAsked);
    }

    private static async Task AssertReadyAsync(RouterServer server, int expected, NodeState state)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        using var answer = await client.GetAsync("/readyz");
        var status = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), WireJson.TypeInfo<NodeStatus>())!;
        Assert.Equal((expected, state), ((int)answer.StatusCode, status.State));
    }

    private static async Task AssertStatusAsync(RouterServer front)
    {
        var status = await StatusAsync(front);
        Assert.Equal("front", status.Node);
        Assert.Empty(status.Unserved);
        Assert.Equal("heads", status.Coordinator);
        var (frontMember, headsMember) = (Assert.Single(status.Members, member => member.Name == "front"), Assert.Single(status.Members, member => member.Name == "heads"));
        Assert.Equal(["backbone", "front-end"], frontMember.Roles);
        Assert.Equal(("up", true), (frontMember.Status, frontMember.Trusted));
        Assert.Empty(frontMember.Replicas);
        Assert.Equal(["subsystem"], headsMember.Roles);
        Assert.Equal(["alarm/0", "weather/0"], headsMember.Replicas);
        Assert.InRange(frontMember.Traffic.Single(kind => kind.Message == MessageTraffic.States).SentBytes, frontMember.TapBytes, long.MaxValue);
        Assert.Equal([("alarm", "2.0.0, 2.2.0"), ("weather", "2.0.0, 2.2.0")], headsMember.Heads.Select(head => (head.Subsystem, head.Version)).Order());
        Assert.All(headsMember.Heads, head => Assert.Equal(["bge-en 2.0.0", "bge-zh 2.1.0"], head.Backbones));
    }

    private static async Task<ClusterStatus> StatusAsync(RouterServer server)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        return JsonSerializer.Deserialize(await client.GetStringAsync("/v1/cluster"), WireJson.TypeInfo<ClusterStatus>())!;
    }

    private static string SeedOf(RouterServer server) =>
        $"router.cluster.seed-nodes=[\"127.0.0.1:{Akka.Cluster.Cluster.Get(server.Node.System).SelfAddress.Port}\"]";

    private async Task AssertAsAloneAsync(IReadOnlyList<RouterServer> servers)
    {
        await using var alone = await RouterNode.StartAsync(_installation.Configuration(), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        foreach (var text in Texts)
        {
            var expected = await RouteAsync(alone, text);
            foreach (var server in servers)
            {
                var decision = await RouteAsync(server.Node, text);
                Assert.False(decision.Partial);
                Assert.Equal((expected.Outcome, expected.Subsystem, expected.Intent), (decision.Outcome, decision.Subsystem, decision.Intent));
                Assert.Equal(expected.Slots.Select(slot => (slot.Type, slot.Start, slot.End, slot.Value)), decision.Slots.Select(slot => (slot.Type, slot.Start, slot.End, slot.Value)));
                Assert.Equal(expected.Score, decision.Score, 1e-3);
            }
        }
    }

    private static async Task<RouteDecision> RouteAsync(RouterNode node, string text) =>
        Assert.IsType<RouteDecision>(await node.Queries.RouteAsync(new RouteRequest(text), CancellationToken.None));

    private Task<RouterServer> StartAsync(string name, params string[] overrides) => StartFromAsync(_installation.ConfigurationFile, name, overrides);

    private async Task<RouterServer> StartFromAsync(string file, string name, params string[] overrides)
    {
        var configuration = RouterConfiguration.Load(
            file,
            [$"router.node-name={name}", "router.cluster.enabled=on", "router.cluster.port=0", "akka.cluster.sharding.rebalance-interval=500ms", "akka.loglevel=OFF", .. overrides]);
        var server = await RouterServer.StartAsync(configuration, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        _servers.Add(server);
        return server;
    }
}
