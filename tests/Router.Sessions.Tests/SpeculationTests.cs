using Router.Contracts;
using Router.Sessions.Internal;

namespace Router.Sessions.Tests;

public sealed class SpeculationTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(149);

    [Theory]
    [InlineData(0.8, 2, 0, 0)]
    [InlineData(0.79, 2, 0, 150)]
    [InlineData(0.79, 2, 149, 1)]
    [InlineData(0.79, 2, 150, 0)]
    [InlineData(1.0, 1, 500, null)]
    public void A_hypothesis_is_routed_when_it_is_stable_or_unchanged_and_long_enough(double stability, int tokens, int unchangedMs, int? waitMs)
    {
        var wait = new SpeculationPolicy(TestSettings.Sessions.Speculation).WaitFor(stability, tokens, TimeSpan.FromMilliseconds(unchangedMs));
        Assert.Equal(waitMs, wait?.TotalMilliseconds);
    }

    [Fact]
    public void Without_speculation_no_hypothesis_is_routed()
    {
        var policy = new SpeculationPolicy(TestSettings.Sessions.Speculation with { Enabled = false });
        Assert.Null(policy.WaitFor(1, 10, Long));
    }

    [Fact]
    public void There_is_room_until_queries_wait_longer_than_allowed_and_again_when_nothing_was_heard_for_a_while()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var load = new SpeculationLoad(Short, time);
        var fresh = load.HasRoom;
        for (var i = 0; i < 100; i++) load.Observe(Waited(Short));
        var atTheBound = load.HasRoom;
        for (var i = 0; i < 100; i++) load.Observe(Waited(Long + Long));
        var over = load.HasRoom;
        time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal((true, true, false, true), (fresh, atTheBound, over, load.HasRoom));
    }

    [Fact]
    public void Queries_that_found_no_room_count_as_long_waits()
    {
        var load = new SpeculationLoad(Long, new FakeTimeProvider(DateTimeOffset.UnixEpoch));
        for (var i = 0; i < 3; i++) load.Observe(new RouteRefused(Guid.Empty, RefusalReason.QueueFull));
        Assert.False(load.HasRoom);
    }

    [Fact]
    public void A_burst_of_one_seconds_events_is_allowed_and_then_so_many_a_second()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var rate = new EventRate(10, time);
        var burst = Enumerable.Range(0, 20).Count(_ => rate.TryTake());
        time.Advance(TimeSpan.FromMilliseconds(300));
        var later = Enumerable.Range(0, 20).Count(_ => rate.TryTake());
        time.Advance(TimeSpan.FromHours(1));
        var afterLong = Enumerable.Range(0, 20).Count(_ => rate.TryTake());

        Assert.Equal((10, 3, 10), (burst, later, afterLong));
    }

    private static RouteDecision Waited(TimeSpan queued) =>
        SessionHarness.Decision("a") with { Timings = new DecisionTimings(queued.TotalMilliseconds, 0, 0, 0, 0) };
}
