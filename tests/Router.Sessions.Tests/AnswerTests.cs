using Router.Contracts;

namespace Router.Sessions.Tests;

/// <summary>Each utterance gets one answer, whatever comes before its final hypothesis, beside it or again.</summary>
public sealed class AnswerTests
{
    private static readonly string TooLong = new('a', 65);

    private readonly SessionHarness _session = new();

    public static TheoryData<Hypothesis, string> BadPartials => new()
    {
        { new Hypothesis("u", 2, TooLong), "text" },
        { new Hypothesis("u", 2, "\ud800"), "text" },
        { new Hypothesis("u", 2, "wake me up", Stability: 1.5), "stability" },
        { new Hypothesis("u", 2, "wake me up", Score: double.NaN), "score" },
        { new Hypothesis("u", -2, "wake me up"), "sequence" },
        { new Hypothesis("u", 2, "wake me up", Alternatives: new HypothesisAlternative?[17]), "alternatives" },
        { new Hypothesis("", 2, "wake me up"), "utteranceId" },
    };

    [Theory]
    [MemberData(nameof(BadPartials))]
    public async Task A_bad_partial_is_passed_over_with_a_notice_and_the_final_is_answered_as_if_it_had_not_come(Hypothesis bad, string field)
    {
        await _session.SayAsync("wake me up", sequence: 1);
        await _session.AnswerAsync("wake me up");
        await _session.SendAsync(bad);
        await _session.SendAsync(bad);
        await _session.SayAsync("wake me up", final: true, sequence: 3);

        Assert.Equal([typeof(ProvisionalDecision), typeof(SessionNotice), typeof(FinalDecision)], _session.Updates.Select(update => update.GetType()));
        var notice = Assert.IsType<SessionNotice>(_session.Updates[1]);
        Assert.Equal(SessionNoticeKind.EventsDropped, notice.Kind);
        Assert.Contains($"{field}: ", notice.Message, StringComparison.Ordinal);
        Assert.True(Assert.IsType<FinalDecision>(_session.Updates[2]).SpeculationHit);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u3000\t\n")]
    public async Task A_final_in_which_nothing_was_understood_is_out_of_scope_without_a_query(string text)
    {
        await _session.SayAsync("wake me up");
        await _session.SendAsync(new Hypothesis("u", 2, text, Final: true, Alternatives: [new("wake me up")]));
        await _session.SayAsync("play jazz", final: true, utterance: "v");
        await _session.AnswerAsync("play jazz");

        var answers = _session.Updates.Cast<FinalDecision>().ToArray();
        Assert.Equal([("u", DecisionOutcome.OutOfScope), ("v", DecisionOutcome.Routed)], answers.Select(final => (final.UtteranceId, final.Decision.Outcome)));
        Assert.Equal((text, 1.0, false), (answers[0].Decision.Text, answers[0].Decision.Score, answers[0].SpeculationHit));
        Assert.Null(answers[0].Decision.Subsystem);
        Assert.NotEqual(Guid.Empty, answers[0].Decision.QueryId);
        Assert.Equal(["wake me up", "play jazz"], _session.Routed);
    }

    [Fact]
    public async Task Alternatives_that_are_empty_or_invalid_are_passed_over_and_keep_their_numbers()
    {
        await _session.SendAsync(new Hypothesis
        {
            UtteranceId = "u",
            Text = "make me up",
            Final = true,
            Alternatives = [null, new(" "), new(TooLong), new("bake me up", 7), new("wake me up"), new("rake me up"), new("take me up")],
        });
        await _session.AnswerAsync("make me up", outcome: DecisionOutcome.OutOfScope);
        await _session.AnswerAsync("rake me up", outcome: DecisionOutcome.OutOfScope);
        await _session.AnswerAsync("wake me up", score: 1);

        Assert.Equal(["make me up", "wake me up", "rake me up"], _session.Routed);
        // Fifth in the list, its likelihood 0.8 to the fifth, which is below the least score to win.
        Assert.Equal(0, Assert.IsType<FinalDecision>(Assert.Single(_session.Updates)).Decision.Hypothesis);
    }

    [Theory]
    [InlineData(2000, true)]
    [InlineData(2001, false)]
    public async Task The_same_final_again_gets_the_same_decision_for_two_seconds(int laterMs, bool same)
    {
        await _session.SayAsync("wake me up", final: true, sequence: 7);
        await _session.AnswerAsync("wake me up");
        await _session.AdvanceAsync(TimeSpan.FromMilliseconds(laterMs));
        await _session.SayAsync("wake me up", final: true, sequence: 7);
        if (!same) await _session.AnswerAsync("wake me up");

        var answers = _session.Updates.Cast<FinalDecision>().ToArray();
        Assert.Equal(2, answers.Length);
        Assert.Equal(same, answers[0] == answers[1]);
        Assert.Equal(same ? 1 : 2, _session.Routed.Count());
    }

    [Theory]
    [InlineData("v", 7, "wake me up")]
    [InlineData("u", 8, "wake me up")]
    [InlineData("u", 7, "Wake me up")]
    public async Task Another_final_is_another_request(string utterance, int sequence, string text)
    {
        await _session.SayAsync("wake me up", final: true, sequence: 7);
        await _session.AnswerAsync("wake me up");
        await _session.SayAsync(text, final: true, utterance: utterance, sequence: sequence);

        Assert.Single(_session.Open);
    }

    [Fact]
    public async Task An_utterance_that_is_sent_again_from_its_beginning_gets_the_same_decision_and_leaves_nothing_behind()
    {
        for (var i = 0; i < 2; i++)
        {
            await _session.SayAsync("wake me", sequence: 1, stability: 0);
            await _session.SayAsync("wake me up", final: true, sequence: 2);
            if (i == 0) await _session.AnswerAsync("wake me up");
        }
        await _session.DrainAsync();

        Assert.Single(_session.Routed);
        Assert.Single(_session.Updates.OfType<FinalDecision>().Distinct());
        Assert.True(_session.IsClosed);
    }

    [Theory]
    [InlineData("wake me up")]
    [InlineData("\ud800")]
    [InlineData("")]
    public async Task A_further_final_while_the_first_is_under_way_is_passed_over(string text)
    {
        await _session.SayAsync("wake me up", final: true, sequence: 7);
        await _session.SayAsync(text, final: true, sequence: 7);
        await _session.AnswerAsync("wake me up");

        Assert.IsType<FinalDecision>(Assert.Single(_session.Updates));
    }

    [Fact]
    public async Task A_final_that_was_refused_is_routed_when_it_comes_again()
    {
        await _session.SayAsync("wake me up", final: true, sequence: 7);
        await _session.AnswerAsync("wake me up", new RouteRefused(Guid.NewGuid(), RefusalReason.QueueFull));
        await _session.SayAsync("wake me up", final: true, sequence: 7);

        Assert.Single(_session.Open);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_degraded_decision_on_a_partial_is_shown_and_the_final_is_routed_again(bool finalComesFirst)
    {
        var degraded = SessionHarness.Decision("wake me up") with { Degraded = true };
        await _session.SayAsync("wake me up");
        if (!finalComesFirst) await _session.AnswerAsync("wake me up", degraded);
        await _session.SayAsync("wake me up", final: true);
        if (finalComesFirst) await _session.AnswerAsync("wake me up", degraded);
        await _session.AnswerAsync("wake me up", "alarm_query");

        Assert.Equal(finalComesFirst ? 0 : 1, _session.Updates.OfType<ProvisionalDecision>().Count());
        var final = Assert.Single(_session.Updates.OfType<FinalDecision>());
        Assert.Equal((false, "alarm_query"), (final.SpeculationHit, final.Decision.Intent));
    }

    [Fact]
    public async Task While_the_node_stops_an_utterance_that_begins_gets_one_error()
    {
        await _session.SayAsync("play", final: true, utterance: "busy");
        await _session.DrainAsync();
        await _session.SayAsync("wake me");
        await _session.SayAsync("wake me up");
        await _session.SayAsync("wake me up", final: true);

        Assert.Equal(ErrorCodes.Unavailable, Assert.Single(_session.Updates.OfType<UtteranceError>()).Error.Code);
        Assert.Equal(["play"], _session.Routed);
    }

    [Fact]
    public async Task The_final_of_an_utterance_does_not_wait_for_the_query_of_another_one()
    {
        await _session.SayAsync("wake me up", utterance: "a");
        await _session.SayAsync("play jazz", final: true, utterance: "b");
        await _session.AnswerAsync("play jazz");

        Assert.Equal("b", Assert.IsType<FinalDecision>(Assert.Single(_session.Updates)).UtteranceId);
        Assert.Single(_session.Open);
    }

    [Fact]
    public async Task Of_provisional_decisions_a_slow_client_gets_the_newest_and_none_of_an_utterance_that_is_over()
    {
        _session.Takes = false;
        foreach (var (text, intent) in new[] { ("wake me", "alarm_set"), ("wake me not", "alarm_remove"), ("wake me when", "alarm_query") })
        {
            await _session.SayAsync(text);
            await _session.AnswerAsync(text, intent);
        }
        await _session.SayAsync("play jazz", utterance: "v");
        await _session.AnswerAsync("play jazz", "play");
        await _session.SendAsync(new CancelUtterance("v"));
        var isHeldBack = _session.IsHeldBack;
        _session.Takes = true;
        await _session.SettleAsync();

        Assert.False(isHeldBack);
        Assert.Equal("alarm_query", Assert.IsType<ProvisionalDecision>(Assert.Single(_session.Updates)).Decision.Intent);
    }

    /// <summary>Random utterances of random hypotheses, good and bad, some of them twice, with queries answered in any order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_comes_each_utterance_gets_exactly_one_answer(int seed)
    {
        var random = new Random(seed);
        string[] texts = ["wake me up", "Wake me UP", "play jazz", "", " ", "\ud800", TooLong];
        var settings = TestSettings.Sessions with { MaxEventsPerSecond = 100_000, MaxUtterances = 1000, MaxPendingUpdates = 1000 };
        var session = new SessionHarness(settings);
        for (var i = 0; i < 200; i++)
        {
            var last = random.Next(4);
            for (var sequence = 0; sequence <= last; sequence++)
            {
                var said = new Hypothesis($"u{i}", sequence, texts[random.Next(texts.Length)], sequence == last, random.NextDouble() * 1.1);
                if (said.Final) said = said with { Stability = 1 };
                for (var copies = random.Next(4) == 0 ? 2 : 1; copies > 0; copies--) await session.SendAsync(said);
                if (session.Open.Count > 0 && random.Next(2) == 0) await AnswerAnyAsync();
            }
        }
        while (session.Open.Count > 0) await AnswerAnyAsync();

        var answers = session.Updates.Distinct().Select(update => update switch
        {
            FinalDecision final => final.UtteranceId,
            UtteranceError error => error.UtteranceId,
            _ => null,
        }).OfType<string>().GroupBy(id => id).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(200, answers.Count);
        Assert.All(answers, answer => Assert.True(answer.Value == 1, $"{answer.Key} has {answer.Value} answers"));

        async Task AnswerAnyAsync()
        {
            var query = session.Open[random.Next(session.Open.Count)];
            var text = query.Request.Text;
            query.Result.SetResult(random.Next(5) == 0
                ? new RouteRefused(Guid.NewGuid(), RefusalReason.BackboneUnavailable)
                : SessionHarness.Decision(text) with { Degraded = random.Next(5) == 0 });
            await session.SettleAsync();
        }
    }
}
