using Actors.Subsystems.Shards;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

public sealed class HeadCostsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeadCosts _costs;

    public HeadCostsTests() => _costs = new HeadCosts(_time);

    [Fact]
    public void A_head_that_has_judged_nothing_has_no_cost() => Assert.Equal(0, _costs.Of("alarm"));

    [Theory]
    [InlineData(10, 4, 2.5)]
    [InlineData(12.34, 1, 12)]
    [InlineData(0.0678, 1, 0.068)]
    public void The_cost_is_what_a_query_takes_to_two_digits(double milliseconds, int queries, double expected)
    {
        Judge(milliseconds, queries, times: HeadCosts.ColdBatches + 3);
        Assert.Equal(expected, _costs.Of("alarm"), 1e-9);
    }

    [Fact]
    public void The_first_batches_are_not_measured()
    {
        Judge(500, queries: 1, times: HeadCosts.ColdBatches);
        Assert.Equal(0, _costs.Of("alarm"));
        Judge(2, queries: 1, times: 1);
        Assert.Equal(2, _costs.Of("alarm"), 1e-9);
    }

    [Fact]
    public void A_batch_that_took_very_long_changes_little()
    {
        Judge(1, queries: 1, times: HeadCosts.ColdBatches + 1);
        Judge(1000, queries: 1, times: 1);
        Assert.Equal(1.1, _costs.Of("alarm"), 1e-9);
    }

    [Fact]
    public void A_head_that_is_slower_for_good_is_found_out()
    {
        Judge(1, queries: 1, times: HeadCosts.ColdBatches + 1);
        Judge(30, queries: 1, times: 200);
        Assert.Equal(30, _costs.Of("alarm"), 1.0);
    }

    private void Judge(double milliseconds, int queries, int times)
    {
        var head = _costs.Measure("alarm", _ =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            return [];
        });
        var batch = new EncodedBatch(
            new EncodedQuery[queries], new HostLayerStates(1, 1, new long[1], new long[1], new Dictionary<int, ReadOnlyMemory<float>>()));
        for (var i = 0; i < times; i++) head(batch);
    }
}
