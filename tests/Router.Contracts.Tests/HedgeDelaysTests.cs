namespace Router.Contracts.Tests;

public sealed class HedgeDelaysTests
{
    private static readonly HedgeSettings Settings = new()
    {
        MinDelay = TimeSpan.FromMilliseconds(10),
        MaxDelay = TimeSpan.FromMilliseconds(200),
        MaxShare = 0.1,
    };

    private readonly HedgeDelays _delays = new(Settings);

    [Fact]
    public void An_unknown_subsystem_is_waited_for_the_longest() => Assert.Equal(Settings.MaxDelay, _delays.For("alarm"));

    [Theory]
    [InlineData(30, 30)]
    [InlineData(2, 10)]
    [InlineData(900, 200)]
    public void A_subsystem_that_always_takes_as_long_is_late_just_after_that_within_the_bounds(int latency, int expected)
    {
        for (var i = 0; i < 100; i++) _delays.Judged("alarm", TimeSpan.FromMilliseconds(latency));
        Assert.Equal(expected, _delays.For("alarm").TotalMilliseconds, 0.01);
        Assert.Equal(Settings.MaxDelay, _delays.For("iot"));
    }

    [Fact]
    public void Few_verdicts_of_an_uneven_subsystem_are_late()
    {
        var random = new Random(7);
        var late = 0;
        for (var i = 0; i < 5000; i++)
        {
            // Exponential with a mean of 20 ms: the latency of a queue.
            var latency = TimeSpan.FromMilliseconds(-20 * Math.Log(1 - random.NextDouble()));
            if (i >= 100 && latency > _delays.For("alarm")) late++;
            _delays.Judged("alarm", latency);
        }
        Assert.InRange(late / 4900.0, 0.001, 0.1);
    }

    [Fact]
    public void The_share_that_is_asked_for_again_is_bounded()
    {
        var spent = 0;
        while (_delays.TrySpend()) spent++;
        Assert.Equal(20, spent);
        _delays.Asked(9);
        Assert.False(_delays.TrySpend());
        _delays.Asked(1);
        Assert.True(_delays.TrySpend());
        Assert.False(_delays.TrySpend());
    }

    [Fact]
    public void A_share_of_nothing_asks_for_nothing_again() => Assert.False(new HedgeDelays(Settings with { MaxShare = 0 }).TrySpend());
}
