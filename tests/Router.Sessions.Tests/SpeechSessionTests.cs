using Router.Contracts;
using Router.Sessions.Internal;

namespace Router.Sessions.Tests;

public sealed class SpeechSessionTests
{
    private readonly SessionHarness _session = new();

    [Fact]
    public async Task A_stable_partial_is_routed_at_low_priority_and_shown()
    {
        await _session.SayAsync("wake me up");
        var query = Assert.Single(_session.Open);
        await _session.AnswerAsync("wake me up");

        Assert.Equal(QueryPriority.Low, query.Request.Priority);
        var update = Assert.IsType<ProvisionalDecision>(Assert.Single(_session.Updates));
        Assert.Equal(("u", 1L, "alarm_set"), (update.UtteranceId, update.Sequence, update.Decision.Intent));
    }

    [Fact]
    public async Task An_unstable_partial_is_routed_when_it_has_not_changed_for_long_enough()
    {
        await _session.SayAsync("wake me up", stability: 0.5);
        await _session.AdvanceAsync(TimeSpan.FromMilliseconds(149));
        var early = _session.Open.Count;
        await _session.AdvanceAsync(TimeSpan.FromMilliseconds(1));

        Assert.Equal((0, 1), (early, _session.Open.Count));
    }

    [Fact]
    public async Task A_change_starts_the_wait_anew_and_a_repetition_does_not()
    {
        await _session.SayAsync("wake me", stability: 0.5);
        await _session.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        await _session.SayAsync("wake me up", stability: 0.5);
        await _session.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        var afterChange = _session.Open.Count;
        await _session.SayAsync("Wake  me UP", stability: 0.5);
        await _session.AdvanceAsync(TimeSpan.FromMilliseconds(51));

        Assert.Equal(0, afterChange);
        Assert.Equal("Wake  me UP", Assert.Single(_session.Open).Request.Text);
    }

    [Fact]
    public async Task While_a_query_is_under_way_newer_partials_replace_older_ones()
    {
        await _session.SayAsync("wake me");
        await _session.SayAsync("wake me up");
        await _session.SayAsync("wake me up at");
        await _session.SayAsync("wake me up at six");
        await _session.AnswerAsync("wake me");
        await _session.AnswerAsync("wake me up at six");

        Assert.Equal(["wake me", "wake me up at six"], _session.Routed);
    }

    [Fact]
    public async Task A_final_that_was_decided_as_a_partial_is_answered_at_once_with_its_own_offsets()
    {
        await _session.SayAsync("wake me at six");
        var decision = SessionHarness.Decision("wake me at six") with { Slots = [new Slot("time", 11, 14, "six", 1)] };
        await _session.AnswerAsync("wake me at six", decision);
        await _session.SayAsync("Wake  me at SIX", final: true);

        Assert.Single(_session.Routed);
        var final = Assert.IsType<FinalDecision>(_session.Updates[^1]);
        Assert.True(final.SpeculationHit);
        Assert.Equal(("Wake  me at SIX", 2L), (final.Decision.Text, final.Sequence));
        Assert.Equal(new Slot("time", 12, 15, "SIX", 1), Assert.Single(final.Decision.Slots));
    }

    [Fact]
    public async Task A_final_that_is_being_decided_as_a_partial_waits_for_that_query()
    {
        await _session.SayAsync("wake me up");
        await _session.SayAsync("wake me up", final: true);
        await _session.AdvanceAsync(TimeSpan.FromMilliseconds(7));
        await _session.AnswerAsync("wake me up");

        var final = Assert.IsType<FinalDecision>(Assert.Single(_session.Updates));
        Assert.True(final.SpeculationHit);
        Assert.Equal(7, final.LatencyMs);
        Assert.Single(_session.Routed);
    }

    [Fact]
    public async Task A_final_that_differs_cancels_what_is_under_way_and_is_routed_at_the_sessions_priority()
    {
        var session = new SessionHarness(start: new SessionStart { Priority = QueryPriority.High, TimeoutMs = 700 });
        await session.SayAsync("wake me");
        await session.SayAsync("wake me at six", final: true);

        var query = Assert.Single(session.Open);
        Assert.Equal(
            ("wake me at six", QueryPriority.High, TimeSpan.FromMilliseconds(700)),
            (query.Request.Text, query.Request.Priority, query.Request.Timeout));
        await session.AnswerAsync("wake me at six");
        Assert.False(Assert.IsType<FinalDecision>(Assert.Single(session.Updates)).SpeculationHit);
    }

    [Fact]
    public async Task A_cancelled_utterance_costs_nothing_more_and_is_not_answered()
    {
        await _session.SayAsync("wake me up");
        await _session.SendAsync(new CancelUtterance { UtteranceId = "u" });
        await _session.SayAsync("and then", utterance: "v", stability: 0);
        await _session.SendAsync(new CancelUtterance { UtteranceId = "v" });
        await _session.SendAsync(new CancelUtterance { UtteranceId = "unknown" });
        await _session.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Empty(_session.Open);
        Assert.Empty(_session.Updates);
        Assert.Equal(["wake me up"], _session.Routed);
    }

    [Fact]
    public async Task A_cancelled_final_is_not_answered_and_its_id_may_be_used_again()
    {
        await _session.SayAsync("wake me up", final: true);
        await _session.SendAsync(new CancelUtterance { UtteranceId = "u" });
        await _session.SayAsync("play some jazz", final: true);
        await _session.AnswerAsync("play some jazz");

        Assert.Equal("play some jazz", Assert.IsType<FinalDecision>(Assert.Single(_session.Updates)).Decision.Text);
    }

    [Fact]
    public async Task A_provisional_decision_is_sent_only_when_it_changed()
    {
        foreach (var (text, intent) in new[] { ("wake me", "alarm_set"), ("wake me up", "alarm_set"), ("wake me up not", "alarm_remove") })
        {
            await _session.SayAsync(text);
            await _session.AnswerAsync(text, intent);
        }

        Assert.Equal(["alarm_set", "alarm_remove"], _session.Updates.Cast<ProvisionalDecision>().Select(update => update.Decision.Intent));
    }

    [Fact]
    public async Task A_late_partial_is_ignored_and_whatever_comes_after_the_final_too()
    {
        await _session.SayAsync("wake me up", sequence: 5);
        await _session.AnswerAsync("wake me up");
        await _session.SayAsync("wake", sequence: 5);
        await _session.SayAsync("wake me down", sequence: 4);
        await _session.SayAsync("play jazz", final: true, sequence: 6);
        await _session.SayAsync("play jazz now", sequence: 7);
        await _session.SayAsync("play jazz", final: true, sequence: 8);
        await _session.AnswerAsync("play jazz");

        Assert.Equal(["wake me up", "play jazz"], _session.Routed);
        Assert.Single(_session.Updates.OfType<FinalDecision>());
    }

    [Fact]
    public async Task A_partial_that_is_refused_is_not_tried_again_and_its_final_is()
    {
        await _session.SayAsync("wake me up");
        await _session.AnswerAsync("wake me up", new RouteRefused(Guid.NewGuid(), RefusalReason.BackboneUnavailable));
        await _session.SayAsync("wake me up");
        var open = _session.Open.Count;
        await _session.SayAsync("wake me up", final: true);
        await _session.AnswerAsync("wake me up");

        Assert.Equal(0, open);
        Assert.False(Assert.IsType<FinalDecision>(Assert.Single(_session.Updates)).SpeculationHit);
    }

    [Fact]
    public async Task A_final_that_waits_for_a_query_that_is_refused_is_routed_itself()
    {
        await _session.SayAsync("wake me up");
        await _session.SayAsync("wake me up", final: true);
        await _session.AnswerAsync("wake me up", new RouteRefused(Guid.NewGuid(), RefusalReason.QueueFull));
        await _session.AnswerAsync("wake me up");

        Assert.False(Assert.IsType<FinalDecision>(Assert.Single(_session.Updates)).SpeculationHit);
    }

    [Fact]
    public async Task A_final_that_is_refused_ends_with_the_reason()
    {
        await _session.SayAsync("wake me up", final: true);
        await _session.AnswerAsync("wake me up", new RouteRefused(Guid.NewGuid(), RefusalReason.QueueFull, TimeSpan.FromMilliseconds(40)));

        var error = Assert.IsType<UtteranceError>(Assert.Single(_session.Updates));
        Assert.Equal((ErrorCodes.ResourceExhausted, 40L), (error.Error.Code, error.Error.RetryAfterMs));
    }

    [Fact]
    public async Task While_queries_wait_long_for_the_backbone_nothing_is_routed_ahead_of_time()
    {
        for (var i = 0; i < 50; i++) _session.Load.Observe(new RouteRefused(Guid.NewGuid(), RefusalReason.QueueFull));
        await _session.SayAsync("wake me up");
        var ahead = _session.Open.Count;
        await _session.SayAsync("wake me up", final: true);

        Assert.Equal((0, 1), (ahead, _session.Open.Count));
    }

    [Fact]
    public async Task Alternatives_are_tried_when_the_best_reading_is_out_of_scope_and_the_decision_says_which_one_won()
    {
        await _session.SendAsync(new Hypothesis
        {
            UtteranceId = "u",
            Text = "make me up at six",
            Final = true,
            Score = 0.5,
            Alternatives = [new("wait me up at six", 0.4), new("wake me up at six", 0.4), new("rake me up", 0.1)],
        });
        await _session.AnswerAsync("make me up at six", outcome: DecisionOutcome.OutOfScope);
        await _session.AnswerAsync("wait me up at six", outcome: DecisionOutcome.OutOfScope);
        await _session.AnswerAsync("wake me up at six", score: 0.9);

        var final = Assert.IsType<FinalDecision>(Assert.Single(_session.Updates));
        Assert.Equal((2, "wake me up at six"), (final.Decision.Hypothesis, final.Decision.Text));
        Assert.Equal(0.72, final.Decision.Score, 6);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    public async Task Alternatives_for_which_the_client_has_no_budget_are_not_tried_and_the_best_reading_is_the_answer(int budget, int winner)
    {
        _session.Budget = budget;
        await _session.SendAsync(new Hypothesis { UtteranceId = "u", Text = "make me up", Final = true, Alternatives = [new("wake me up"), new("rake me up")] });
        await _session.AnswerAsync("make me up", outcome: DecisionOutcome.OutOfScope);
        foreach (var query in _session.Open.ToArray()) await _session.AnswerAsync(query.Request.Text);

        Assert.Equal(winner, Assert.IsType<FinalDecision>(Assert.Single(_session.Updates)).Decision.Hypothesis);
        Assert.Equal(1 + (2 * winner), _session.Routed.Count());
    }

    [Fact]
    public async Task A_hit_that_is_out_of_scope_still_has_its_alternatives_tried()
    {
        await _session.SayAsync("make me up");
        await _session.AnswerAsync("make me up", outcome: DecisionOutcome.OutOfScope);
        await _session.SendAsync(new Hypothesis { UtteranceId = "u", Sequence = 9, Text = "make me up", Final = true, Alternatives = [new("wake me up")] });
        await _session.AnswerAsync("wake me up");

        Assert.Equal(["make me up", "wake me up"], _session.Routed);
        var final = Assert.IsType<FinalDecision>(_session.Updates[^1]);
        Assert.Equal((1, false), (final.Decision.Hypothesis, final.SpeculationHit));
    }

    [Fact]
    public async Task Every_query_of_a_session_has_its_time_zone_and_its_time()
    {
        var session = new SessionHarness(start: new SessionStart { TimeZone = "Asia/Kolkata", Now = "2026-11-28T23:26:00+05:30" });
        await session.SayAsync("wake me");
        var partial = Assert.Single(session.Open);
        await session.AnswerAsync("wake me");
        await session.SendAsync(new Hypothesis { UtteranceId = "u", Sequence = 9, Text = "make me up", Final = true, Alternatives = [new("wake me up")] });
        var final = Assert.Single(session.Open);
        await session.AnswerAsync("make me up", outcome: DecisionOutcome.OutOfScope);
        var alternative = Assert.Single(session.Open);

        var now = new DateTimeOffset(2026, 11, 28, 23, 26, 0, TimeSpan.FromHours(5.5));
        Assert.All([partial, final, alternative], query => Assert.Equal(("Asia/Kolkata", now), (query.Request.TimeZone?.Id, query.Request.Now)));
    }

    [Fact]
    public async Task Every_text_of_a_session_is_checked_and_tokenised_before_it_is_routed()
    {
        await _session.SayAsync("wake me");
        var partial = Assert.Single(_session.Open);
        await _session.AnswerAsync("wake me");
        await _session.SendAsync(new Hypothesis { UtteranceId = "u", Sequence = 9, Text = "make me up", Final = true, Alternatives = [new("wake me up")] });
        var final = Assert.Single(_session.Open);
        await _session.AnswerAsync("make me up", outcome: DecisionOutcome.OutOfScope);
        var alternative = Assert.Single(_session.Open);

        Assert.All([partial, final, alternative], query => Assert.Equal(query.Request.Text, query.Request.Tokens?.Text));
    }

    [Fact]
    public async Task Alternatives_have_no_more_time_than_the_utterance()
    {
        await _session.SendAsync(new Hypothesis { UtteranceId = "u", Text = "make me up", Final = true, Alternatives = [new("wake me up")] });
        await _session.AdvanceAsync(TimeSpan.FromMilliseconds(600));
        await _session.AnswerAsync("make me up", outcome: DecisionOutcome.OutOfScope);

        Assert.Equal(TimeSpan.FromMilliseconds(400), Assert.Single(_session.Open).Request.Timeout);
    }

    [Fact]
    public async Task An_invalid_final_is_an_error_of_its_utterance_and_the_session_goes_on()
    {
        await _session.SayAsync("\ud800", final: true);
        await _session.SayAsync(new string('a', 65), final: true, utterance: "long");
        await _session.SayAsync("wake me up", final: true, utterance: "good");
        await _session.AnswerAsync("wake me up");

        Assert.Equal(["text", "text"], _session.Updates.OfType<UtteranceError>().Select(error => error.Error.Field));
        Assert.Equal("good", Assert.Single(_session.Updates.OfType<FinalDecision>()).UtteranceId);
    }

    [Fact]
    public async Task Partials_over_the_rate_are_passed_over_and_finals_never()
    {
        var sent = TestSettings.Sessions.MaxEventsPerSecond;
        for (var i = 0; i < sent; i++) await _session.SayAsync($"wake me up at {i}", stability: 0);
        var before = _session.Updates.Count;
        await _session.SayAsync("wake me up now", stability: 1);
        await _session.SayAsync("wake me up now please", stability: 1);
        var routed = _session.Routed.Count();
        await _session.SayAsync("wake me up now please then", final: true);

        Assert.Equal((0, 0), (before, routed));
        Assert.Equal(SessionNoticeKind.EventsDropped, Assert.IsType<SessionNotice>(Assert.Single(_session.Updates)).Kind);
        Assert.Single(_session.Open);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public async Task The_utterance_unheard_of_longest_is_forgotten_for_one_too_many(int utterances, int misses)
    {
        for (var i = 0; i < utterances; i++)
        {
            await _session.SayAsync($"wake me at {i}", utterance: $"u{i}");
            await _session.AnswerAsync($"wake me at {i}");
        }
        await _session.SayAsync("wake me at 0", final: true, utterance: "u0");

        Assert.Equal(misses, _session.Open.Count);
    }

    [Fact]
    public async Task A_client_that_is_owed_too_much_is_not_read_from()
    {
        await _session.SayAsync("one more time", final: true, utterance: "a");
        var afterOne = _session.IsHeldBack;
        await _session.SayAsync("two more times", final: true, utterance: "b");
        var afterTwo = _session.IsHeldBack;
        await _session.AnswerAsync("one more time");
        await _session.AnswerAsync("two more times");

        Assert.Equal((false, true, false), (afterOne, afterTwo, _session.IsHeldBack));
    }

    [Fact]
    public async Task The_end_waits_for_finals_and_drops_what_is_not_final()
    {
        await _session.SayAsync("play jazz", utterance: "a");
        await _session.SayAsync("wake me up", final: true, utterance: "b");
        await _session.SendAsync(new EndSession());
        var early = _session.IsClosed;
        await _session.AnswerAsync("wake me up");

        Assert.Equal((false, true), (early, _session.IsClosed));
        Assert.Equal("b", Assert.IsType<FinalDecision>(Assert.Single(_session.Updates)).UtteranceId);
    }

    [Fact]
    public async Task A_draining_session_finishes_its_utterances_and_begins_no_others()
    {
        await _session.SayAsync("wake me", stability: 0, utterance: "a");
        await _session.DrainAsync();
        await _session.DrainAsync();
        await _session.SayAsync("play jazz", final: true, utterance: "b");
        await _session.SayAsync("wake me up", final: true, utterance: "a");
        var early = _session.IsClosed;
        await _session.AnswerAsync("wake me up");

        Assert.Equal((false, true), (early, _session.IsClosed));
        Assert.Equal(
            [typeof(SessionNotice), typeof(UtteranceError), typeof(FinalDecision)], _session.Updates.Select(update => update.GetType()));
    }

    [Fact]
    public async Task A_second_start_breaks_the_protocol()
    {
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => _session.SendAsync(new SessionStart()));
        Assert.Equal((ErrorCodes.InvalidArgument, "start"), (ended.Error.Code, ended.Error.Field));
    }

    [Fact]
    public async Task When_the_session_is_over_what_is_under_way_is_cancelled()
    {
        await _session.SayAsync("wake me up", final: true);
        _session.End();
        await _session.SettleAsync();

        Assert.Empty(_session.Open);
        Assert.Empty(_session.Updates);
    }
}
