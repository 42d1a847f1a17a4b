using Router.Tools.Trial;

namespace Router.Tools.Tests.Trial;

public sealed class TrialResultTests
{
    [Fact]
    public void Rounds_are_summed_up_by_their_medians_and_all_their_queries()
    {
        string[] lines = TrialResult.Summarize([Round(1), Round(4), Round(2)]).Split(Environment.NewLine);
        Assert.Equal(
            [
                "bytes between nodes for each answered query: 30 (20 states, 10 verdicts), 0.75 times the 40 of one layer's states as 16-bit floats",
                "answers: p99 20 ms before; settled 2.0 s after the kill, 2.2 s after that of the node with the coordinator; p99 30 ms while a node left, 1.5 times that before",
                "sent 70, answered 70, partial 0, lost 0; slowest answer during failover 220 ms; shards answered again after 4.0 s, of the node with the coordinator after 4.4 s (medians of 3 rounds)",
            ],
            lines);
    }

    [Fact]
    public void One_round_is_its_own_median() =>
        Assert.EndsWith("of the node with the coordinator after 2.2 s", TrialResult.Summarize([Round(1)]), StringComparison.Ordinal);

    [Fact]
    public void The_median_is_the_value_in_the_middle()
    {
        Assert.Equal(0, Median.Of([]));
        Assert.Equal(3, Median.Of([3]));
        Assert.Equal(2.5, Median.Of([4, 1]));
        Assert.Equal(2, Median.Of([9, 1, 2]));
    }

    private static TrialResult Round(int factor) => new()
    {
        Calm = TimeSpan.FromMilliseconds(10) * factor,
        Heads = End(factor),
        Leave = End(factor) with { P99 = TimeSpan.FromMilliseconds(15) * factor },
        Coordinator = End(factor * 1.1),
        Counts = new TrialCounts { Sent = 10 * factor, Answered = 10 * factor },
        Traffic = new TrialTraffic(10 * factor, 200 * factor, 100 * factor, 400 * factor),
    };

    private static Failover End(double factor) =>
        new(TimeSpan.FromSeconds(2) * factor, TimeSpan.FromMilliseconds(100) * factor, TimeSpan.FromMilliseconds(50) * factor, TimeSpan.FromSeconds(1) * factor);
}
