using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Tests.Bench;

public sealed class PoissonScheduleTests
{
    [Fact]
    public void The_same_seed_gives_the_same_schedule_and_another_seed_another()
    {
        Assert.Equal(Take(new PoissonSchedule(50, 1), 100), Take(new PoissonSchedule(50, 1), 100));
        Assert.NotEqual(Take(new PoissonSchedule(50, 1), 100), Take(new PoissonSchedule(50, 2), 100));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(40)]
    [InlineData(2500)]
    public void The_times_between_arrivals_have_the_mean_and_the_spread_of_the_rate(double rate)
    {
        var arrivals = Take(new PoissonSchedule(rate, 7), 20_000);
        var gaps = arrivals.Skip(1).Zip(arrivals, (later, earlier) => later - earlier).ToArray();

        Assert.All(gaps, gap => Assert.True(gap >= 0));
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        // An exponential distribution's standard deviation is its mean; with 20,000 gaps both are within 3 %.
        Assert.InRange(mean * rate, 0.97, 1.03);
        Assert.InRange(deviation * rate, 0.97, 1.03);
    }

    private static double[] Take(PoissonSchedule schedule, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => schedule.Next().TotalSeconds)];
}
