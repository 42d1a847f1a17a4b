using Router.Contracts;
using Router.Sessions.Internal;

namespace Router.Sessions.Tests;

public sealed class AlternativeChoiceTests
{
    private static readonly AlternativeChoice Choice = new(TestSettings.Sessions.Alternatives);
    private static readonly RouteDecision OutOfScope = SessionHarness.Decision("best", outcome: DecisionOutcome.OutOfScope, score: 0.9);

    [Theory]
    [InlineData(DecisionOutcome.OutOfScope, 1, true)]
    [InlineData(DecisionOutcome.Ambiguous, 1, true)]
    [InlineData(DecisionOutcome.Routed, 1, false)]
    [InlineData(DecisionOutcome.Multiple, 1, false)]
    [InlineData(DecisionOutcome.OutOfScope, 0, false)]
    public void Alternatives_are_wanted_where_there_are_some_and_the_best_reading_is_unclear(DecisionOutcome outcome, int alternatives, bool wanted) =>
        Assert.Equal(wanted, Choice.IsWanted(SessionHarness.Decision("best", outcome: outcome), With([.. new double[alternatives]])));

    [Fact]
    public void No_more_alternatives_are_tried_than_allowed() => Assert.Equal(2, Choice.ToTry(With(0, 0, 0)).Count());

    [Fact]
    public void Alternatives_that_are_passed_over_leave_the_others_in_their_places()
    {
        var hypothesis = new Hypothesis { Text = "best", Alternatives = [null, new("second"), null, new("fourth"), new("fifth")] };
        Assert.Equal([(1, "second"), (3, "fourth")], Choice.ToTry(hypothesis));
        Assert.False(Choice.IsWanted(OutOfScope, hypothesis with { Alternatives = [null, null] }));
        var decision = Choice.Choose(OutOfScope, hypothesis, [(1, null), (3, SessionHarness.Decision("fourth", score: 1.0))]);
        Assert.Equal((0, OutOfScope), (decision.Hypothesis, decision));
        decision = Choice.Choose(OutOfScope, hypothesis, [(1, SessionHarness.Decision("second", score: 1.0)), (3, null)]);
        Assert.Equal(2, decision.Hypothesis);
        Assert.Equal(0.64, decision.Score, 6);
    }

    [Theory]
    [InlineData(0.5, 0.4, 0.9, true)]
    [InlineData(0.5, 0.5, 0.5, true)]
    [InlineData(0.5, 0.5, 0.499, false)]
    [InlineData(0.9, 0.3, 0.9, false)]
    public void An_alternative_wins_when_it_is_likely_enough_for_both(double best, double asr, double score, bool wins)
    {
        var decision = Choice.Choose(OutOfScope, With(asr) with { Score = best }, [(0, SessionHarness.Decision("other", score: score))]);
        Assert.Equal(wins ? 1 : 0, decision.Hypothesis);
    }

    [Fact]
    public void Without_scores_each_alternative_is_less_likely_than_the_one_before()
    {
        (int, RouteDecision?)[] equal = [(0, SessionHarness.Decision("one", score: 0.8)), (1, SessionHarness.Decision("two", score: 0.8))];
        var decision = Choice.Choose(OutOfScope, With(0, 0), equal);
        Assert.Equal((1, "one"), (decision.Hypothesis, decision.Text));
        Assert.Equal(0.64, decision.Score, 6);
    }

    [Fact]
    public void Alternatives_that_are_no_clear_request_or_had_no_time_do_not_win()
    {
        var unclear = SessionHarness.Decision("one", outcome: DecisionOutcome.Ambiguous, score: 0.9);
        Assert.Same(OutOfScope, Choice.Choose(OutOfScope, With(1, 1), [(0, unclear), (1, null)]));
    }

    [Fact]
    public void An_ambiguous_best_reading_is_kept_unless_the_alternative_is_better_than_it()
    {
        var ambiguous = SessionHarness.Decision("best", outcome: DecisionOutcome.Ambiguous, score: 0.6);
        var hypothesis = With(1) with { Score = 1 };
        Assert.Equal(0, Choice.Choose(ambiguous, hypothesis, [(0, SessionHarness.Decision("one", score: 0.6))]).Hypothesis);
        Assert.Equal(1, Choice.Choose(ambiguous, hypothesis, [(0, SessionHarness.Decision("one", score: 0.61))]).Hypothesis);
    }

    private static Hypothesis With(params double[] scores) =>
        new() { Text = "best", Final = true, Alternatives = [.. scores.Select((score, i) => new HypothesisAlternative($"other {i}", score))] };
}
