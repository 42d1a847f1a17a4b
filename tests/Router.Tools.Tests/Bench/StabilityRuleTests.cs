using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Tests.Bench;

public sealed class StabilityRuleTests
{
    [Fact]
    public void Three_windows_in_a_row_within_ten_percent_are_stable() =>
        Assert.True(StabilityRule.IsMet([Window(100, 10), Window(109, 10), Window(104, 10)]));

    [Fact]
    public void Two_windows_are_not_enough() => Assert.False(StabilityRule.IsMet([Window(100, 10), Window(100, 10)]));

    [Theory]
    [InlineData(110, 10, true)]
    [InlineData(111, 10, false)]
    [InlineData(100, 10.9, true)]
    [InlineData(100, 11.2, false)]
    public void Throughput_and_p99_both_count(int count, double milliseconds, bool stable) =>
        Assert.Equal(stable, StabilityRule.IsMet([Window(100, 10), Window(count, milliseconds), Window(100, 10)]));

    [Fact]
    public void Only_the_last_three_count()
    {
        Assert.True(StabilityRule.IsMet([Window(10, 90), Window(100, 10), Window(100, 10), Window(100, 10)]));
        Assert.False(StabilityRule.IsMet([Window(100, 10), Window(100, 10), Window(100, 10), Window(10, 90)]));
    }

    [Fact]
    public void Windows_without_a_decision_are_not_stable() => Assert.False(StabilityRule.IsMet([Window(0, 0), Window(0, 0), Window(0, 0)]));

    private static Window Window(int count, double milliseconds)
    {
        var window = new Window { Duration = TimeSpan.FromSeconds(1) };
        for (var i = 0; i < count; i++) window.Add(new Sample(TimeSpan.FromMilliseconds(milliseconds)));
        return window;
    }
}
