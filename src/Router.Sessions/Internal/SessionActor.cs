using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// A session that is open: carries what comes to its <see cref="SpeechSession"/> and what that decides to the client. It takes the next
/// event and gives the next update only when the other side has room, so a client that does not read is not read from either. Ends when the
/// session is over, its client is gone or stands still, its events break the protocol, or the node stops.
/// </summary>
internal sealed class SessionActor : UntypedActor
{
    /// <summary>
    /// What a client has said before it learns that the node is stopping comes within so long of what came before it: a round trip of a
    /// distant client. Nothing tells that no event is on its way.
    /// </summary>
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(250);

    private readonly OpenSession _opening;
    private readonly SpeechSession _session;
    private readonly HypothesisRouter _router;
    private readonly TimeSpan _idleTimeout;
    private readonly TimeProvider _time;
    private readonly Alarm _look;
    private readonly Alarm _idle;
    private long _activeAt;
    private IActorRef? _unacknowledged;
    private bool _isCut;
    private bool _isEnding;
    private bool _isStopped;
    private Exception? _reason;

    public SessionActor(OpenSession opening, SpeechSession session, HypothesisRouter router, TimeSpan idleTimeout, TimeProvider time)
    {
        (_opening, _session, _router, _idleTimeout, _time) = (opening, session, router, idleTimeout, time);
        (_look, _idle) = (new Alarm(Self, LookAgain.Instance, time), new Alarm(Self, IdleStruck.Instance, time));
    }

    /// <summary>The actor's recipe. By type, as an expression would be compiled for each session.</summary>
    public static Props Create(OpenSession opening, SpeechSession session, HypothesisRouter router, TimeSpan idleTimeout, TimeProvider time) =>
        Props.Create<SessionActor>(opening, session, router, idleTimeout, time);

    protected override void PreStart()
    {
        _activeAt = _time.GetTimestamp();
        _idle.Set(_idleTimeout);
        _session.Outbox.Add(new SessionNotice(SessionNoticeKind.Started, "the session is open", _opening.Id.ToString()));
        Settle();
    }

    protected override void PostStop()
    {
        _look.Cancel();
        _idle.Cancel();
        _session.End();
        if (_isStopped) Context.Parent.Tell(new SessionOver(_reason));
    }

    protected override void OnReceive(object message)
    {
        if (IsActivity(message)) _activeAt = _time.GetTimestamp();
        switch (message)
        {
            case EventsBegin: _unacknowledged = Sender; break;
            case SessionEvent said: OnEvent(said); break;
            case Routed routed: _session.Conclude(routed); break;
            case UpdateTaken: _session.Outbox.Delivered(); break;
            case UpdateFailed failed: Stop(failed.Reason); break;
            case EventsFailed { Reason: OperationCanceledException gone }: Stop(gone); break;
            case EventsFailed failed: End(failed.Reason); break;
            case DrainSession: _session.Drain(); break;
            case CutSession: Cut(); break;
            case LookAgain: break;
            case IdleStruck: OnIdleStruck(); break;
            case ClientGone: Stop(new OperationCanceledException("the client is gone")); break;
            default: Unhandled(message); break;
        }
        Settle();
    }

    private void OnEvent(SessionEvent said)
    {
        _unacknowledged = Sender;
        if (_isEnding) return;
        try
        {
            _session.Accept(said);
        }
        catch (SessionEndedException broken)
        {
            End(broken);
        }
    }

    /// <summary>A session whose query is under way does not stand still: the query's deadline bounds it.</summary>
    private void OnIdleStruck()
    {
        var left = _idleTimeout - _time.GetElapsedTime(_activeAt);
        if (left > TimeSpan.Zero) Strike(_idle, left);
        else if (_session.IsRouting) _idle.Set(_idleTimeout);
        else Stop(SessionHost.StoodStill(_idleTimeout));
    }

    /// <summary>What has become possible by the message.</summary>
    private void Settle()
    {
        if (_isStopped) return;
        foreach (var assignment in _session.Begin()) _ = _router.RouteAsync(assignment).PipeTo(Self);
        if (_session.NextLook is { } wait) Strike(_look, wait);
        if (_session.IsOver) End(reason: null);
        else if (_session.IsDrained && !_isEnding) EndWhenQuiet();
        if (_session.Outbox.TryTake(out var update)) _opening.Stream.Write(update, Self);
        else if (_isEnding && _session.Outbox.IsEmpty) Stop(reason: null);
        if (_isEnding || !_session.HasRoom || _unacknowledged is not { } stream) return;
        _unacknowledged = null;
        stream.Tell(EventTaken.Instance);
    }

    /// <summary>Ends a session that drains; the finals that its client sent before it knew are answered first.</summary>
    private void EndWhenQuiet()
    {
        var left = QuietTime - _time.GetElapsedTime(_activeAt);
        if (left > TimeSpan.Zero) Strike(_look, left);
        else End(new SessionEndedException(RouteError.Stopping));
    }

    /// <summary>What the client sent before is still read, so that each final hypothesis is answered; <see cref="EndWhenQuiet"/> ends the session.</summary>
    private void Cut()
    {
        _isCut = true;
        _session.Cut();
    }

    /// <summary>Somebody who goes on speaking when the time to drain is over does not hold the session open.</summary>
    private bool IsActivity(object message) => message is not (LookAgain or IdleStruck) && !(_isCut && message is Hypothesis { Final: false });

    /// <summary>A timer may strike a little early by the clock that is read; a millisecond more makes sure that the time has come then.</summary>
    private static void Strike(Alarm alarm, TimeSpan wait) => alarm.Set(wait + TimeSpan.FromMilliseconds(1));

    /// <summary>Takes no further event, tells the client what it is still to be told, and stops.</summary>
    private void End(Exception? reason)
    {
        if (_isEnding) return;
        (_isEnding, _reason) = (true, reason);
        _session.End();
        if (reason is null) _session.Outbox.Add(new SessionNotice(SessionNoticeKind.Ended, "the session is over"));
    }

    /// <param name="reason">Why, where the session was not ending already.</param>
    private void Stop(Exception? reason)
    {
        (_isStopped, _reason) = (true, _reason ?? reason);
        Context.Stop(Self);
    }
}
