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
                "bytes between nodes for each answered query: 30 (20 states, 10 verdicts), 0.75 times (goal 3 times: reached) the 40 of one layer's states as 16-bit floats",
                "kill of a node with heads: shards answer again after 4.00 s (goal 4.5 s: reached); slowest answer 0.20 s (goal 1 s: reached); p99 back after 2.00 s (goal 2 s: reached)",
                "leave of a node with heads: p99 0.03 s, 1.50 times (goal 2 times: reached) the 0.02 s before",
                "kill of the node with the coordinator: shards answer again after 4.40 s (goal 6 s: reached); slowest answer 0.22 s (goal 1 s: reached); p99 back after 2.20 s (goal 2 s: MISSED)",
                "kill of the front end that the clients use, which has the coordinator: shards answer again after 8.00 s (goal 6 s: MISSED); slowest answer 0.40 s (goal 1 s: reached); "
                + "p99 back after 4.00 s (goal 2 s: MISSED); sent 14, answered 14, 7 of them when sent once more, partial 0, lost 0",
                "sent 84, answered 84, 7 of them when sent once more, partial 0, lost 0; slowest answer during a failover 0.40 s (goal 1 s: reached) (medians of 3 rounds)",
            ],
            lines);
    }

    [Fact]
    public void One_round_is_its_own_median() =>
        Assert.EndsWith("slowest answer during a failover 0.20 s (goal 1 s: reached)", TrialResult.Summarize([Round(1)]), StringComparison.Ordinal);

    [Fact]
    public void The_median_is_the_value_in_the_middle()
    {
        Assert.Equal(0, Median.Of([]));
        Assert.Equal(3, Median.Of([3]));
        Assert.Equal(2.5, Median.Of([4, 1]));
        Assert.Equal(2, Median.Of([9, 1, 2]));
    }

    [Theory]
    [InlineData(4.504, "4.50 s (goal 4.5 s: reached)")]
    [InlineData(4.51, "4.51 s (goal 4.5 s: MISSED)")]
    [InlineData(double.NaN, "NaN s (goal 4.5 s: MISSED)")]
    public void A_goal_is_reached_by_the_figure_that_is_printed(double found, string text) => Assert.Equal(text, Goal.Of(found, 4.5, "s"));

    [Fact]
    public void A_query_lost_before_or_with_the_front_end_makes_a_trial_unclean_and_a_missed_time_does_not()
    {
        Assert.True(Round(100).IsClean);
        Assert.False((Round(1) with { Counts = new TrialCounts { Sent = 1, Lost = 1 } }).IsClean);
        Assert.False((Round(1) with { Clients = new TrialCounts { Sent = 1, Answered = 1, Partial = 1 } }).IsClean);
    }

    private static TrialResult Round(int factor) => new()
    {
        Calm = TimeSpan.FromMilliseconds(10) * factor,
        Heads = End(factor),
        Leave = End(factor) with { P99 = TimeSpan.FromMilliseconds(15) * factor },
        Coordinator = End(factor * 1.1),
        FrontEnd = End(factor * 2),
        Clients = new TrialCounts { Sent = 2 * factor, Answered = 2 * factor, AnsweredAgain = factor },
        Counts = new TrialCounts { Sent = 10 * factor, Answered = 10 * factor },
        Traffic = new TrialTraffic(10 * factor, 200 * factor, 100 * factor, 400 * factor),
    };

    private static Failover End(double factor) =>
        new(TimeSpan.FromSeconds(2) * factor, TimeSpan.FromMilliseconds(100) * factor, TimeSpan.FromMilliseconds(50) * factor, TimeSpan.FromSeconds(1) * factor);
}
