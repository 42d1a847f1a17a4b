using Router.Contracts;
using Router.Host.Routing;
using Router.Host.Tests.Support;

namespace Router.Host.Tests;

[Collection(RouterCollection.Name)]
public sealed class RouterMetricsTests(RouterFixture router)
{
    [Fact]
    public async Task Refused_and_wrong_queries_are_counted()
    {
        using var counters = new CounterReadings("router.queries.refused", "router.queries.invalid");

        await router.Server.Node.Queries.RouteAsync(new RouteRequest("a") { Timeout = TimeSpan.Zero }, CancellationToken.None);
        using var invalid = await router.Client.PostJsonAsync("""{"text": ""}""");

        Assert.InRange(counters["router.queries.refused{reason=DeadlineExceeded}"], 1, long.MaxValue);
        Assert.InRange(counters["router.queries.invalid"], 1, long.MaxValue);
    }

    [Fact]
    public async Task Queries_under_way_are_counted_up_and_down()
    {
        using var before = new CounterReadings("router.queries.in_flight");
        var queries = router.Server.Node.Queries;

        var routing = queries.RouteAsync(new RouteRequest("wake me up at six"), CancellationToken.None);
        var during = queries.InFlight;
        var result = await routing;
        before.Observe();

        Assert.IsType<RouteDecision>(result);
        Assert.Equal((1, 0), (during, queries.InFlight));
        Assert.InRange(before["router.queries.in_flight"], 0, int.MaxValue);
    }
}
