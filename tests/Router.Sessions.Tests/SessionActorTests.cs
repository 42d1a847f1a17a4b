using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Sessions.Internal;

namespace Router.Sessions.Tests;

/// <summary>A session's actor alone: the test is its parent, its stream and its clock.</summary>
public sealed class SessionActorTests : TestKit
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly Channel<SessionUpdate> _updates = Channel.CreateBounded<SessionUpdate>(1);
    private readonly Channel<(RouteRequest Request, TaskCompletionSource<RouteResult> Result, CancellationToken Cancelled)> _queries =
        Channel.CreateUnbounded<(RouteRequest, TaskCompletionSource<RouteResult>, CancellationToken)>();

    private readonly TestProbe _parent;
    private readonly IActorRef _actor;

    public SessionActorTests()
    {
        _parent = CreateTestProbe();
        var settings = TestSettings.Sessions with { IdleTimeout = Idle, MaxPendingUpdates = 3 };
        var stream = new SessionStream(AsyncEnumerable.Empty<SessionEvent>().GetAsyncEnumerator(), GiveAsync, CancellationToken.None);
        var opening = new OpenSession(Guid.NewGuid(), new Asker("a", ""), new SessionStart(), stream, _ => true, new TaskCompletionSource());
        var router = new HypothesisRouter(
            opening.Start, RouteAsync, Texts.Tokenize, TestSettings.Limits, settings.Alternatives, new SpeculationLoad(Idle, _time), _time, NullLogger.Instance);
        var session = new SpeechSession(router, Texts.Tokenize, TestSettings.Limits, settings, _time);
        _actor = _parent.ChildActorOf(SessionActor.Create(opening, session, router, Idle, _time));
        Watch(_actor);
        Say(EventsBegin.Instance);
        ExpectMsg<EventTaken>();
    }

    [Fact]
    public async Task The_first_update_says_that_the_session_is_open_and_the_next_waits_until_it_is_taken()
    {
        await SayAsync(new Hypothesis("u", 1, "", Final: true));
        var first = await _updates.Reader.ReadAsync();
        await SayAsync(new CancelUtterance("nobody"));
        var early = _updates.Reader.TryRead(out _);
        _actor.Tell(UpdateTaken.Instance);
        var second = await _updates.Reader.ReadAsync();

        Assert.Equal(SessionNoticeKind.Started, Assert.IsType<SessionNotice>(first).Kind);
        Assert.False(early);
        Assert.IsType<FinalDecision>(second);
    }

    [Fact]
    public async Task An_event_is_not_acknowledged_while_the_client_leaves_too_much_unread()
    {
        await SayAsync(new Hypothesis("u", 1, "", Final: true));
        Say(new Hypothesis("u", 2, "", Final: true));
        await _updates.Reader.ReadAsync();
        await ExpectNoMsgAsync(TimeSpan.Zero);
        _actor.Tell(UpdateTaken.Instance);

        await ExpectMsgAsync<EventTaken>();
    }

    [Fact]
    public async Task A_session_that_is_over_ends_when_its_last_update_is_taken()
    {
        await SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        var query = await _queries.Reader.ReadAsync();
        await SayAsync(new EndSession());
        query.Result.SetResult(SessionHarness.Decision("wake me up"));
        var told = new List<SessionUpdate>();
        while (told.Count < 3)
        {
            told.Add(await _updates.Reader.ReadAsync());
            _actor.Tell(UpdateTaken.Instance);
        }

        Assert.Null((await _parent.ExpectMsgAsync<SessionOver>()).Reason);
        Assert.Equal([typeof(SessionNotice), typeof(FinalDecision), typeof(SessionNotice)], told.Select(update => update.GetType()));
        await ExpectTerminatedAsync(_actor);
    }

    [Fact]
    public async Task A_session_that_stands_still_ends_exactly_at_the_idle_timeout()
    {
        _time.Advance(Idle - Tick);
        await TakeAsync();
        _time.Advance(Tick);
        await SayAsync(new CancelUtterance("alive"));
        _time.Advance(Idle - Tick);
        // The alarm that was set first has struck in between: had it ended the session, this would not be answered.
        await SayAsync(new CancelUtterance("alive"));
        _time.Advance(Idle + Tick);

        await ExpectEndAsync(ErrorCodes.DeadlineExceeded);
    }

    [Fact]
    public async Task Nothing_but_time_ends_a_session_that_was_only_opened()
    {
        _time.Advance(Idle);
        await ExpectEndAsync(ErrorCodes.DeadlineExceeded);
    }

    [Fact]
    public async Task A_session_whose_query_is_under_way_does_not_stand_still()
    {
        await TakeAsync();
        await SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        var query = await _queries.Reader.ReadAsync();
        _time.Advance(Idle);
        query.Result.SetResult(SessionHarness.Decision("wake me up"));

        Assert.IsType<FinalDecision>(await _updates.Reader.ReadAsync());
    }

    [Fact]
    public async Task A_client_that_never_takes_the_last_update_is_left_at_the_idle_timeout()
    {
        await TakeAsync();
        Say(new EndSession());
        Assert.Equal(SessionNoticeKind.Ended, Assert.IsType<SessionNotice>(await _updates.Reader.ReadAsync()).Kind);
        _time.Advance(Idle);

        await ExpectEndAsync(ErrorCodes.DeadlineExceeded);
    }

    [Fact]
    public async Task A_client_that_is_gone_takes_its_queries_with_it()
    {
        await SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        var query = await _queries.Reader.ReadAsync();
        _actor.Tell(ClientGone.Instance);

        Assert.IsType<OperationCanceledException>((await _parent.ExpectMsgAsync<SessionOver>()).Reason);
        await ExpectTerminatedAsync(_actor);
        Assert.True(query.Cancelled.IsCancellationRequested);
    }

    [Fact]
    public async Task Events_that_cannot_be_read_end_the_session_with_their_error_once_the_client_was_told_what_is_decided()
    {
        await SayAsync(new Hypothesis("u", 1, "", Final: true));
        Say(new EventsFailed(new InvalidRequestException("text", "is null")));
        await TakeAsync();
        Assert.IsType<FinalDecision>(await _updates.Reader.ReadAsync());
        _actor.Tell(UpdateTaken.Instance);

        Assert.Equal("text", Assert.IsType<InvalidRequestException>((await _parent.ExpectMsgAsync<SessionOver>()).Reason).Field);
    }

    [Fact]
    public async Task A_session_that_drains_refuses_the_finals_that_still_come_and_ends_when_none_has_come_for_a_while()
    {
        await TakeAsync();
        Say(DrainSession.Instance);
        var told = new List<SessionUpdate> { await TakeAsync() };
        for (var i = 0; i < 20; i++)
        {
            await SayAsync(new Hypothesis($"u{i}", 1, "wake me up", Final: true));
            told.Add(await TakeAsync());
            _time.Advance(Quiet - Tick);
        }
        Say(LookAgain.Instance);
        await SettleAsync();
        await _parent.ExpectNoMsgAsync(TimeSpan.Zero);
        _time.Advance(Tick + Tick);

        var reason = Assert.IsType<SessionEndedException>((await _parent.ExpectMsgAsync<SessionOver>()).Reason);
        Assert.Equal(ErrorCodes.Unavailable, reason.Error.Code);
        Assert.Equal(SessionNoticeKind.Draining, Assert.IsType<SessionNotice>(told[0]).Kind);
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => ($"u{i}", ErrorCodes.Unavailable)),
            told.OfType<UtteranceError>().Select(error => (error.UtteranceId, error.Error.Code)));
        await ExpectTerminatedAsync(_actor);
    }

    [Fact]
    public async Task A_session_that_drains_waits_for_a_client_that_has_not_taken_everything()
    {
        await TakeAsync();
        Say(DrainSession.Instance);
        await _updates.Reader.ReadAsync();
        _time.Advance(Quiet * 4);
        Say(LookAgain.Instance);
        await SettleAsync();
        await _parent.ExpectNoMsgAsync(TimeSpan.Zero);
        await SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        _actor.Tell(UpdateTaken.Instance);

        Assert.IsType<UtteranceError>(await TakeAsync());
    }

    [Fact]
    public async Task A_session_that_is_cut_off_refuses_the_final_under_way_and_those_that_still_come_and_ends()
    {
        await TakeAsync();
        await SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        var query = await _queries.Reader.ReadAsync();
        await SayAsync(new Hypothesis("v", 1, "play jazz"));
        Say(CutSession.Instance);
        var told = new List<SessionUpdate> { await TakeAsync() };
        _time.Advance(Quiet - Tick);
        await SayAsync(new Hypothesis("v", 2, "play jazz now", Final: true));
        told.Add(await TakeAsync());
        _time.Advance(Quiet - Tick);
        // Somebody goes on speaking.
        await SayAsync(new Hypothesis("w", 1, "what is"));
        await _parent.ExpectNoMsgAsync(TimeSpan.Zero);
        _time.Advance(Tick + Tick);

        var reason = Assert.IsType<SessionEndedException>((await _parent.ExpectMsgAsync<SessionOver>()).Reason);
        Assert.Equal(
            [("u", ErrorCodes.Unavailable), ("v", ErrorCodes.Unavailable)],
            told.OfType<UtteranceError>().Select(error => (error.UtteranceId, error.Error.Code)));
        Assert.Equal(ErrorCodes.Unavailable, reason.Error.Code);
        Assert.True(query.Cancelled.IsCancellationRequested);
    }

    [Fact]
    public async Task A_second_start_ends_the_session()
    {
        await TakeAsync();
        Say(new SessionStart());
        await ExpectEndAsync(ErrorCodes.InvalidArgument);
    }

    [Fact]
    public async Task A_hypothesis_that_has_not_changed_is_routed_by_the_clock_alone()
    {
        await TakeAsync();
        await SayAsync(new Hypothesis("u", 1, "wake me up", Stability: 0.1));
        _time.Advance(TestSettings.Sessions.Speculation.UnchangedFor + Tick);

        Assert.Equal("wake me up", (await _queries.Reader.ReadAsync()).Request.Text);
    }

    private void Say(object message) => _actor.Tell(message, TestActor);

    private async Task SayAsync(SessionEvent said)
    {
        Say(said);
        await ExpectMsgAsync<EventTaken>();
    }

    /// <summary>Takes the next update; the actor knows of it when this ends.</summary>
    private async Task<SessionUpdate> TakeAsync()
    {
        var update = await _updates.Reader.ReadAsync();
        _actor.Tell(UpdateTaken.Instance);
        await SettleAsync();
        return update;
    }

    /// <summary>Waits until the actor has dealt with everything sent to it.</summary>
    private Task SettleAsync() => _actor.Ask<ActorIdentity>(new Identify(null));

    private async Task ExpectEndAsync(string code)
    {
        var reason = (await _parent.ExpectMsgAsync<SessionOver>()).Reason;
        Assert.Equal(code, Assert.IsType<SessionEndedException>(reason).Error.Code);
        await ExpectTerminatedAsync(_actor);
    }

    private async Task<RouteResult> RouteAsync(RouteRequest request, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<RouteResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queries.Writer.WriteAsync((request, result, cancellationToken), CancellationToken.None);
        await using var cancelled = cancellationToken.Register(() => result.TrySetCanceled(cancellationToken));
        return await result.Task;
    }

    /// <summary>The test tells the actor itself when the update is taken.</summary>
    private async Task GiveAsync(SessionUpdate update, CancellationToken cancellationToken)
    {
        await _updates.Writer.WriteAsync(update, cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
