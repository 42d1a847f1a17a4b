using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Tests.Bench;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Shares = [0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_007)]
    public void Percentiles_are_those_of_the_sorted_times_within_half_a_percent(int count)
    {
        var random = new Random(count);
        var histogram = new LatencyHistogram();
        // From microseconds to minutes: the logarithm is evenly distributed.
        var times = Enumerable.Range(0, count).Select(_ => Math.Exp(random.NextDouble() * 18)).ToArray();
        foreach (var micros in times) histogram.Add(TimeSpan.FromMicroseconds(micros));
        Array.Sort(times);

        foreach (var share in Shares)
        {
            var exact = Math.Floor(times[Math.Max(0, (int)Math.Ceiling(share * count) - 1)]);
            Assert.InRange(histogram.Percentile(share).TotalMicroseconds, (exact * 0.995) - 0.01, (exact * 1.005) + 0.01);
        }
    }

    [Fact]
    public void Small_times_are_exact_to_the_microsecond()
    {
        for (var micros = 0; micros <= 256; micros++)
        {
            var histogram = new LatencyHistogram();
            histogram.Add(TimeSpan.FromMicroseconds(micros));
            Assert.InRange(histogram.Percentile(0.5).TotalMicroseconds, micros, micros + 0.5);
        }
    }

    [Fact]
    public void Times_out_of_range_count_as_the_closest_in_it()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromSeconds(-1));
        histogram.Add(TimeSpan.FromDays(30));

        Assert.Equal(2, histogram.Count);
        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0));
        Assert.InRange(histogram.Percentile(1) / LatencyHistogram.Largest, 0.99, 1);
    }

    [Fact]
    public void Without_times_every_percentile_is_zero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(0.99));

    [Fact]
    public void What_two_counted_is_what_one_would_have()
    {
        var (first, second, both) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < 1000; i++)
        {
            var time = TimeSpan.FromMicroseconds(i * i);
            both.Add(time);
            (i % 3 == 0 ? first : second).Add(time);
        }
        first.Add(second);

        Assert.Equal(both.Count, first.Count);
        Assert.All(Shares, share => Assert.Equal(both.Percentile(share), first.Percentile(share)));
    }
}
