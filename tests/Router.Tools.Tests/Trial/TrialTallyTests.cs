using Router.Tools.Bench;
using Router.Tools.Trial;

namespace Router.Tools.Tests.Trial;

public sealed class TrialTallyTests
{
    private readonly TrialTally _tally = new();

    [Fact]
    public void A_trial_whose_queries_all_got_a_whole_decision_is_clean()
    {
        End(new TargetAnswer(default));
        Assert.Equal(new TrialCounts { Sent = 1, Answered = 1 }, _tally.Counts);
        Assert.True(_tally.Counts.IsClean);
        Assert.Empty(_tally.Problems);
    }

    [Fact]
    public void A_decision_that_lacks_a_verdict_is_partial()
    {
        End(new TargetAnswer(default) { Missing = ["alarm", "iot"] });
        Assert.Equal(new TrialCounts { Sent = 1, Answered = 1, Partial = 1 }, _tally.Counts);
        Assert.False(_tally.Counts.IsClean);
        Assert.Equal(["a decision without alarm, iot"], _tally.Problems);
    }

    [Fact]
    public void An_error_is_a_lost_query()
    {
        End(new TargetAnswer(default, "UNAVAILABLE", "nobody is there"));
        Assert.Equal(new TrialCounts { Sent = 1, Lost = 1 }, _tally.Counts);
        Assert.False(_tally.Counts.IsClean);
        Assert.Equal(["a query without a decision: UNAVAILABLE: nobody is there"], _tally.Problems);
    }

    [Fact]
    public void What_a_second_front_end_decided_is_counted_and_what_it_did_not_is_lost()
    {
        End(new TargetAnswer(default) { WasSentAgain = true });
        Assert.Equal(new TrialCounts { Sent = 1, Answered = 1, AnsweredAgain = 1 }, _tally.Counts);
        Assert.True(_tally.Counts.IsClean);
        End(new TargetAnswer(default, "UNAVAILABLE") { WasSentAgain = true, IsSilence = true });
        Assert.Equal(new TrialCounts { Sent = 2, Answered = 1, AnsweredAgain = 1, Lost = 1 }, _tally.Counts);
    }

    [Fact]
    public void Counts_are_added_one_by_one()
    {
        var sum = new TrialCounts { Sent = 9, Answered = 8, AnsweredAgain = 3, Partial = 2, Lost = 1 } + new TrialCounts { Sent = 10, Answered = 20, AnsweredAgain = 30, Partial = 40, Lost = 50 };
        Assert.Equal("sent 19, answered 28, 33 of them when sent once more, partial 42, lost 51", $"{sum}");
    }

    [Fact]
    public void A_query_that_never_ended_makes_a_trial_unclean()
    {
        _tally.Send();
        Assert.False(_tally.Counts.IsClean);
    }

    [Fact]
    public void A_phase_has_the_queries_that_ended_in_it_and_names_their_problems()
    {
        End(new TargetAnswer(default), milliseconds: 30);
        Assert.Equal(("", 1), (_tally.Begin("kill of b") is var before ? before.Name : "", before.Count));
        End(new TargetAnswer(default, "UNAVAILABLE", "no") { From = "127.0.0.1:1" }, milliseconds: 10);
        var phase = _tally.Begin("after it");
        Assert.Equal(("kill of b", 1, TimeSpan.FromMilliseconds(10)), (phase.Name, phase.Count, phase.Slowest));
        Assert.Matches(@"^kill of b, after \d+\.\d s: 127\.0\.0\.1:1: a query without a decision: UNAVAILABLE: no$", Assert.Single(_tally.Problems));
        Assert.Equal((0, TimeSpan.Zero, TimeSpan.Zero), (_tally.Begin("") is var empty ? empty.Count : -1, empty.Slowest, empty.P99));
    }

    [Fact]
    public void Ten_problems_are_told_and_the_rest_is_counted()
    {
        for (var i = 0; i < 11; i++) End(new TargetAnswer(default, "UNAVAILABLE", $"{i}"));
        Assert.Equal(10, _tally.Problems.Count);
        Assert.Equal(11, _tally.Counts.Lost);
    }

    private void End(TargetAnswer answer, int milliseconds = 1)
    {
        _tally.Send();
        _tally.End(TimeSpan.FromMilliseconds(milliseconds), answer);
    }
}
