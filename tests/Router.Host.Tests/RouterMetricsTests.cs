using Router.Contracts;
using Router.Host.Routing;
using Router.Host.Tests.Routing;
using Router.Language.Tests.Cutting;
using Router.Testing;

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
    public async Task Texts_answered_as_several_commands_are_counted()
    {
        using var counters = new CounterReadings("router.queries.cut");

        using var whole = await router.Client.PostJsonAsync("""{"text": "wake me at seven"}""");
        var before = counters["router.queries.cut"];
        await router.Client.RouteAsync("turn off the lights and wake me at seven");

        Assert.InRange(counters["router.queries.cut"], before + 1, long.MaxValue);
    }

    [Fact]
    public async Task Queries_under_way_are_counted_up_and_down()
    {
        using var counters = new CounterReadings("router.queries.in_flight");
        var nobody = router.Server.Node.System.DeadLetters;
        var queries = new QueryRouter(OneBackbone.Pieces(Texts.Tokenize), OneBackbone.At(nobody), [nobody], QueryRouterTests.Limits, TimeProvider.System);
        using var gone = new CancellationTokenSource();

        var routing = queries.RouteAsync(new RouteRequest("wake me up"), gone.Token);
        var during = queries.InFlight;
        counters.Observe();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => routing);

        Assert.Equal((1, 0), (during, queries.InFlight));
        Assert.InRange(counters["router.queries.in_flight"], 1, int.MaxValue);
    }
}
