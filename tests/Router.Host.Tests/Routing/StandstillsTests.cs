using Router.Host.Routing;

namespace Router.Host.Tests.Routing;

public sealed class StandstillsTests
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_process_that_goes_on_has_not_stood_still()
    {
        using var standstills = new Standstills(_time);
        _time.Advance(Standstills.Shortest - Beat);
        for (var i = 0; i < 100; i++) _time.Advance(Beat);
        Assert.False(standstills.IsRecent);
    }

    [Fact]
    public void One_that_stood_still_knows_for_a_while()
    {
        using var standstills = new Standstills(_time);
        _time.Advance(Standstills.Shortest);
        for (var passed = TimeSpan.Zero; passed < Standstills.Remembered; passed += Beat)
        {
            Assert.True(standstills.IsRecent);
            _time.Advance(Beat);
        }
        Assert.False(standstills.IsRecent);
    }

    [Fact]
    public void A_clock_that_was_set_back_afterwards_does_not_keep_it_there()
    {
        using var standstills = new Standstills(_time);
        var before = _time.GetUtcNow();
        _time.AdjustTime(before + TimeSpan.FromHours(1));
        Assert.True(standstills.IsUnsure);

        _time.AdjustTime(before);
        Assert.True(standstills.IsUnsure);
        for (var passed = TimeSpan.Zero; passed < Standstills.Remembered; passed += Beat)
        {
            Assert.True(standstills.IsRecent);
            _time.Advance(Beat);
        }
        Assert.False(standstills.IsRecent);
    }

    [Fact]
    public void It_knows_at_once_though_no_timer_has_struck_yet()
    {
        using var standstills = new Standstills(_time);
        standstills.Dispose();
        _time.Advance(Standstills.Shortest);
        Assert.True(standstills.IsRecent);
    }
}
