using Actors.Subsystems.Shards;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Subsystems.Tests.Shards;

public sealed class ReportTurnsTests
{
    [Fact]
    public void Up_to_the_most_all_are_told_each_time()
    {
        var turns = new ReportTurns(3);
        for (var i = 0; i < 3; i++) Assert.Equal(["a", "b", "c"], turns.Next(["c", "a", "b"]));
        Assert.Empty(turns.Next([]));
    }

    [Fact]
    public void More_are_told_in_turn()
    {
        var turns = new ReportTurns(2);
        string[] nodes = ["a", "b", "c", "d", "e"];
        Assert.Equal(["a", "b"], turns.Next(nodes));
        Assert.Equal(["c", "d"], turns.Next(nodes));
        Assert.Equal(["e", "a"], turns.Next(nodes));
        Assert.Equal(["b", "d"], turns.Next(["a", "b", "d", "e"]));
        Assert.Equal(["e", "a"], turns.Next(["a", "b", "d", "e"]));
    }

    [Fact]
    public void Whoever_stays_is_told_before_anybody_else_is_told_twice_more() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
        seed =>
        {
            var (random, most) = (new Random(seed), 1 + (seed % 7));
            var (turns, nodes) = (new ReportTurns(most), Enumerable.Range(0, 20).Select(i => $"n{i:d2}").ToHashSet());
            var since = 0;
            for (var turn = 0; turn < 60; turn++)
            {
                var node = $"n{random.Next(1, 30):d2}";
                if (!nodes.Remove(node)) nodes.Add(node);
                var next = turns.Next(nodes);
                Assert.Equal(Math.Min(most, nodes.Count), next.Distinct().Count());
                since = next.Contains("n00") ? 0 : since + 1;
                // 29 others at most.
                Assert.InRange(since, 0, 30 / most);
            }
        }).QuickCheckThrowOnFailure();
}
