using Router.Host;
using Router.Tools.Evaluation;

namespace Router.Tools.Tests.Evaluation;

public sealed class RankCurveTests
{
    [Theory]
    [InlineData(new[] { 0.9, 0.8 }, new[] { 0.1 }, 1.0)]
    [InlineData(new[] { 0.1 }, new[] { 0.9, 0.8 }, 0.0)]
    [InlineData(new[] { 0.5 }, new[] { 0.5 }, 0.5)]
    [InlineData(new[] { 0.8, 0.3 }, new[] { 0.5 }, 0.5)]
    [InlineData(new[] { 0.8, 0.5, 0.2 }, new[] { 0.5, 0.1 }, 0.75)]
    public void The_area_is_the_share_of_pairs_in_the_right_order(double[] positives, double[] negatives, double expected) =>
        Assert.Equal(expected, RankCurve.Area(positives, negatives)!.Value, 12);

    [Fact]
    public void There_is_no_area_without_both_kinds()
    {
        Assert.Null(RankCurve.Area([0.5], []));
        Assert.Null(RankCurve.Area([], [0.5]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_agrees_with_counting_every_pair(int seed)
    {
        var random = new Random(seed);
        for (var run = 0; run < 100; run++)
        {
            var positives = Scores(random);
            var negatives = Scores(random);
            var pairs = positives.SelectMany(positive => negatives.Select(negative => positive > negative ? 1 : positive.Equals(negative) ? 0.5 : 0));

            Assert.Equal(pairs.Average(), RankCurve.Area(positives, negatives)!.Value, 9);
            Assert.Equal(1, RankCurve.Area(positives, negatives)!.Value + RankCurve.Area(negatives, positives)!.Value, 9);
        }
    }

    /// <summary>Few different values, so that many are equal.</summary>
    private static double[] Scores(Random random) => [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(8) / 8.0)];
}
