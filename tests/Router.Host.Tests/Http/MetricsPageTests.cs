using System.Diagnostics.Metrics;
using Router.Host.Http;

namespace Router.Host.Tests.Http;

public sealed class MetricsPageTests : IDisposable
{
    private readonly Meter _meter = new("Router.MetricsPageTests");
    private readonly MetricsPage _page = new();

    public void Dispose()
    {
        _page.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counters_grow_and_gauges_are_what_they_are()
    {
        var counter = _meter.CreateCounter<long>("test.calls", "{call}", "Calls\nof all");
        var level = _meter.CreateUpDownCounter<int>("test.level", "By");
        var seen = 7.5;
        _meter.CreateObservableGauge("test.seen", () => seen);
        counter.Add(2, new KeyValuePair<string, object?>("the.kind", "a\"b\\c"));
        counter.Add(3, new KeyValuePair<string, object?>("the.kind", "a\"b\\c"));
        level.Add(5);
        level.Add(-2);
        _page.Write();
        seen = 8.5;

        var page = _page.Write();

        Assert.Contains("# HELP test_calls_total Calls\\nof all\n# TYPE test_calls_total counter\ntest_calls_total{the_kind=\"a\\\"b\\\\c\"} 5\n", page, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_level_bytes gauge\ntest_level_bytes 3\n", page, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_seen gauge\ntest_seen 8.5\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Histograms_count_up_to_each_bound_and_that_included()
    {
        var histogram = _meter.CreateHistogram("test.time", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        foreach (var value in new[] { 0.5, 1, 1.5, 9 }) histogram.Record(value);

        Assert.Contains(
            "# TYPE test_time_seconds histogram\ntest_time_seconds_bucket{le=\"1\"} 2\ntest_time_seconds_bucket{le=\"2\"} 3\ntest_time_seconds_bucket{le=\"+Inf\"} 4\n"
            + "test_time_seconds_sum 12\ntest_time_seconds_count 4\n",
            _page.Write(), StringComparison.Ordinal);
    }
}
