using Actors.Subsystems.Shards;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

public sealed class HeadCostsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_head_that_has_judged_nothing_has_no_cost() => Assert.Equal(0, new HeadCosts(_time).Of("alarm"));

    [Theory]
    [InlineData(10, 4, 2.5)]
    [InlineData(12.34, 1, 12)]
    [InlineData(0.0678, 1, 0.068)]
    public void The_cost_is_what_a_query_takes_to_two_digits(double milliseconds, int queries, double expected)
    {
        var costs = new HeadCosts(_time);
        var head = costs.Measure("alarm", batch =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            return [];
        });
        for (var i = 0; i < 3; i++) head(new EncodedBatch(new EncodedQuery[queries], new HostLayerStates(1, 1, new long[1], new long[1], new Dictionary<int, ReadOnlyMemory<float>>())));
        Assert.Equal(expected, costs.Of("alarm"), 1e-9);
    }
}
