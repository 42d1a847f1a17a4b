using Router.Tools.Trial;

namespace Router.Tools.Tests.Trial;

public sealed class TrialPhaseTests
{
    private readonly TrialPhase _phase = new("kill of b");

    [Fact]
    public void The_99th_percentile_is_the_least_time_that_99_of_100_did_not_exceed()
    {
        for (var i = 1; i <= 200; i++) Add(ended: i, took: i);
        Assert.Equal((TimeSpan.FromMilliseconds(198), TimeSpan.FromMilliseconds(200)), (_phase.P99, _phase.Slowest));
    }

    [Fact]
    public void It_has_settled_when_the_last_slow_query_has_ended()
    {
        Add(ended: 300, took: 100);
        Add(ended: 900, took: 101);
        Add(ended: 2000, took: 100);
        Assert.Equal(TimeSpan.FromMilliseconds(900), _phase.SettledAfter(TimeSpan.FromMilliseconds(100)));
        Assert.Equal(TimeSpan.Zero, _phase.SettledAfter(TimeSpan.FromMilliseconds(101)));
    }

    private void Add(int ended, int took) => _phase.Add(TimeSpan.FromMilliseconds(ended), TimeSpan.FromMilliseconds(took));
}
