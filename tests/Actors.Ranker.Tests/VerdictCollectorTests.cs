using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;

namespace Actors.Ranker.Tests;

public sealed class VerdictCollectorTests
{
    private static readonly SubsystemRoster Roster = new(["alarm", "iot", "weather"]);

    [Fact]
    public void It_is_complete_when_every_subsystem_has_answered()
    {
        var collector = new VerdictCollector(Roster);
        Assert.True(collector.Add(Verdicts.Accept("iot", 0.9)));
        Assert.True(collector.Add(Verdicts.Reject("alarm")));
        Assert.False(collector.IsComplete);
        Assert.True(collector.Add(Verdicts.Reject("weather")));
        Assert.True(collector.IsComplete);
        Assert.Equal(["alarm", "iot", "weather"], collector.Judged().Select(verdict => verdict.Subsystem));
        Assert.Empty(collector.Missing());
    }

    [Fact]
    public void The_first_verdict_of_a_subsystem_stands()
    {
        var collector = new VerdictCollector(Roster);
        Assert.True(collector.Add(Verdicts.Accept("iot", 0.9)));
        Assert.False(collector.Add(Verdicts.Reject("iot")));
        Assert.Equal(VerdictKind.Accept, Assert.Single(collector.Judged()).Kind);
    }

    [Fact]
    public void A_subsystem_that_was_not_asked_is_ignored()
    {
        var collector = new VerdictCollector(Roster);
        Assert.False(collector.Add(Verdicts.Accept("banking", 1)));
        Assert.Empty(collector.Judged());
    }

    [Fact]
    public void Who_is_unavailable_or_too_late_is_missing()
    {
        var collector = new VerdictCollector(Roster);
        collector.Add(Verdicts.Accept("weather", 0.8));
        collector.Add(Verdicts.Unavailable("alarm"));
        collector.Close(Guid.Empty);
        Assert.True(collector.IsComplete);
        Assert.Equal(["alarm", "iot"], collector.Missing());
        Assert.Equal("weather", Assert.Single(collector.Judged()).Subsystem);
    }

    [Fact]
    public void A_verdict_after_the_close_changes_nothing()
    {
        var collector = new VerdictCollector(Roster);
        collector.Close(Guid.Empty);
        Assert.False(collector.Add(Verdicts.Accept("iot", 0.9)));
        Assert.Equal(3, collector.Missing().Count);
    }

    [Fact]
    public void Who_is_skipped_is_neither_waited_for_nor_missing()
    {
        var collector = new VerdictCollector(Roster);
        collector.Skip(["weather", "alarm", "banking"]);
        collector.Skip(["alarm"]);
        Assert.False(collector.IsComplete);
        Assert.False(collector.Add(Verdicts.Accept("alarm", 0.9)));
        Assert.True(collector.Add(Verdicts.Accept("iot", 0.9)));
        Assert.True(collector.IsComplete);
        collector.Close(Guid.Empty);
        Assert.Empty(collector.Missing());
        Assert.Equal(["alarm", "weather"], collector.Skipped());
        Assert.Equal("iot", Assert.Single(collector.Judged()).Subsystem);
    }

    [Fact]
    public void Of_those_who_are_asked_who_is_late_is_missing()
    {
        var collector = new VerdictCollector(Roster);
        Assert.Empty(collector.Skipped());
        collector.Skip(["weather"]);
        collector.Add(Verdicts.Accept("iot", 0.9));
        collector.Close(Guid.Empty);
        Assert.Equal(["alarm"], collector.Missing());
    }

    [Fact]
    public void In_any_order_and_with_any_repetition_each_subsystem_counts_once() =>
        Check.QuickThrowOnFailure(Prop.ForAll<NonNull<byte[]>>(order =>
        {
            var collector = new VerdictCollector(Roster);
            var seen = new HashSet<string>();
            foreach (var pick in order.Get)
            {
                var name = Roster.Names[pick % Roster.Names.Count];
                Assert.Equal(seen.Add(name), collector.Add(Verdicts.Reject(name)));
                Assert.Equal(seen.Count == Roster.Names.Count, collector.IsComplete);
                Assert.Equal(seen.Count, collector.Judged().Count);
                Assert.Equal(Roster.Names.Count - seen.Count, collector.Missing().Count);
            }
        }));

    [Fact]
    public void Two_subsystems_of_one_name_make_no_roster() =>
        Assert.Contains("'iot'", Assert.Throws<ArgumentException>(() => new SubsystemRoster(["iot", "alarm", "iot"])).Message);
}
