using Router.Contracts;
using Router.Host.Routing;
using Router.Testing;

namespace Router.Host.Tests.Node;

[Collection(RouterCollection.Name)]
public sealed class EncodeOnceTests(RouterFixture router)
{
    [Fact]
    public async Task A_query_is_encoded_once_and_judged_by_every_subsystem_that_the_gate_leaves()
    {
        using var meter = new CounterReadings("router.backbone.runs", "router.backbone.queries", "router.subsystem.queries");
        var runs = router.Server.Node.BackboneRuns;

        var decision = Assert.IsType<RouteDecision>(await router.Server.Node.Queries.RouteAsync(new RouteRequest("is it cold outside"), CancellationToken.None));

        Assert.Equal(1, router.Server.Node.BackboneRuns - runs);
        Assert.Equal(1, meter["router.backbone.runs"]);
        Assert.Equal(1, meter["router.backbone.queries"]);
        Assert.Equal(18 - decision.Skipped.Count, meter["router.subsystem.queries"]);
    }

    [Fact]
    public async Task Queries_that_wait_together_share_their_backbone_runs()
    {
        const int queries = 64;
        var runs = router.Server.Node.BackboneRuns;

        var routing = Enumerable.Range(0, queries)
            .Select(i => router.Server.Node.Queries.RouteAsync(new RouteRequest($"wake me up at {i % 12}"), CancellationToken.None));
        await Task.WhenAll(routing);

        Assert.InRange(router.Server.Node.BackboneRuns - runs, 1, queries / 2);
    }
}
