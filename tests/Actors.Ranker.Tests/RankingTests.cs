using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;

namespace Actors.Ranker.Tests;

public sealed class RankingTests
{
    private static readonly Query Query = Verdicts.Query("turn off the lights and wake me at seven");
    private static readonly Slot Lights = new("device_type", 13, 19, "lights", 0.9);
    private static readonly Slot Seven = new("time", 35, 40, "seven", 0.9);

    [Fact]
    public void The_likeliest_subsystem_takes_the_query()
    {
        var decision = Decide(Verdicts.Accept("alarm", 0.95, Seven), Verdicts.Reject("iot"));
        Assert.Equal((DecisionOutcome.Routed, "alarm", "alarm_do"), (decision.Outcome, decision.Subsystem, decision.Intent));
        Assert.Equal([Seven], decision.Slots);
        Assert.Equal(Query.Id, decision.QueryId);
        Assert.Equal(Query.Text.Text, decision.Text);
        Assert.Empty(decision.Alternatives);
        // Odds of 19 for the alarm and 1/99 for the other against 1 for neither.
        Assert.Equal(19 / (20 + (1 / 99.0)), decision.Score, precision: 9);
    }

    [Theory]
    [InlineData(0.51, DecisionOutcome.Routed)]
    [InlineData(0.49, DecisionOutcome.OutOfScope)]
    public void A_query_is_out_of_scope_below_the_threshold(double score, DecisionOutcome expected)
    {
        var decision = Decide(Verdicts.Accept("alarm", score));
        Assert.Equal(expected, decision.Outcome);
        Assert.Equal(expected == DecisionOutcome.Routed ? "alarm" : null, decision.Subsystem);
    }

    [Fact]
    public void Out_of_scope_has_the_probability_that_nobody_takes_it_and_names_who_came_nearest()
    {
        var decision = Decide(Verdicts.Accept("alarm", 0.2), Verdicts.Reject("iot"));
        Assert.Equal(DecisionOutcome.OutOfScope, decision.Outcome);
        Assert.Null(decision.Intent);
        Assert.Empty(decision.Slots);
        Assert.Equal(1 / (1 + 0.25 + (1 / 99.0)), decision.Score, precision: 9);
        Assert.Equal("alarm", Assert.Single(decision.Alternatives).Subsystem);
    }

    [Fact]
    public void Two_subsystems_about_equally_likely_make_the_query_ambiguous()
    {
        var decision = Decide(Verdicts.Accept("alarm", 0.95, Seven), Verdicts.Accept("iot", 0.95, Seven));
        Assert.Equal(DecisionOutcome.Ambiguous, decision.Outcome);
        Assert.Single(decision.Alternatives);
    }

    [Theory]
    [InlineData(0.9, 0.8, DecisionOutcome.Routed)]
    [InlineData(0.9, 0.88, DecisionOutcome.Ambiguous)]
    public void The_lead_that_is_needed_is_the_ambiguity_margin(double first, double second, DecisionOutcome expected) =>
        Assert.Equal(expected, Decide(Verdicts.Accept("alarm", first), Verdicts.Accept("iot", second)).Outcome);

    [Fact]
    public void Slots_in_different_parts_of_the_text_leave_it_ambiguous()
    {
        var decision = Decide(Verdicts.Accept("iot", 0.96, Lights), Verdicts.Accept("alarm", 0.95, Seven));
        Assert.Equal((DecisionOutcome.Ambiguous, "iot"), (decision.Outcome, decision.Subsystem));
        var other = Assert.Single(decision.Alternatives);
        Assert.Equal(("alarm", "alarm_do"), (other.Subsystem, other.Intent));
        Assert.Equal([Seven], other.Slots);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public void Alternatives_are_bounded_and_best_first(int max, int expected)
    {
        var decision = Rankings.Simple(maxAlternatives: max).Decide(
            Query,
            [Verdicts.Accept("a", 0.8), Verdicts.Accept("b", 0.95), Verdicts.Accept("c", 0.7), Verdicts.Accept("d", 0.75)],
            missing: []);
        Assert.Equal("b", decision.Subsystem ?? "b");
        Assert.Equal(expected, decision.Alternatives.Count);
        Assert.Equal(decision.Alternatives.OrderByDescending(alternative => alternative.Score), decision.Alternatives);
    }

    [Fact]
    public void A_missing_subsystem_makes_the_decision_partial()
    {
        var decision = Rankings.Simple().Decide(Query, [Verdicts.Accept("alarm", 0.95)], missing: ["iot"]);
        Assert.True(decision.Partial);
        Assert.Equal(["iot"], decision.Missing);
    }

    [Fact]
    public void Whatever_the_verdicts_the_decision_is_coherent() =>
        Check.QuickThrowOnFailure(Prop.ForAll<NonEmptyArray<PositiveInt>>(scores =>
        {
            Verdict[] verdicts = [.. scores.Get.Take(18).Select((score, i) => Verdicts.Accept($"s{i}", (score.Get % 999 + 0.5) / 1000))];
            var decision = Rankings.Simple().Decide(Query, verdicts, missing: []);
            Assert.InRange(decision.Score, 0, 1);
            Assert.Equal(decision.Outcome == DecisionOutcome.OutOfScope, decision.Subsystem is null);
            Assert.DoesNotContain(decision.Subsystem, decision.Alternatives.Select(alternative => alternative.Subsystem));
            Assert.True(decision.Score + decision.Alternatives.Sum(alternative => alternative.Score) <= 1 + 1e-9);
        }));

    private static RouteDecision Decide(params Verdict[] verdicts) => Rankings.Simple().Decide(Query, verdicts, missing: []);
}
