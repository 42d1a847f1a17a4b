using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// One speaker's session: takes the recogniser's hypotheses, decides which of them are worth routing and when, and answers each final
/// one exactly once. The newest hypothesis of an utterance replaces the one before; one assignment is under way at a time.
/// </summary>
/// <remarks>
/// Not thread-safe: the stages of <see cref="SessionGraph"/> call it one at a time. Only <see cref="Dispose"/> may come from elsewhere.
/// </remarks>
internal sealed class SpeechSession : IDisposable
{
    /// <summary>Clients are not told more often that partial hypotheses are passed over.</summary>
    private static readonly TimeSpan BetweenNotices = TimeSpan.FromSeconds(1);

    private readonly HypothesisRouter _router;
    private readonly Func<string, TokenizedText> _tokenize;
    private readonly RoutingLimits _limits;
    private readonly SessionSettings _settings;
    private readonly SpeculationPolicy _policy;
    private readonly EventRate _rate;
    private readonly TimeProvider _time;
    private readonly Action _wake;
    private readonly Action _close;
    private readonly ITimer _alarm;
    private readonly CancellationTokenSource _over = new();
    private readonly List<Utterance> _utterances = [];
    private Assignment[] _running = [];
    private (SessionEvent Event, TaskCompletionSource<SessionEvent> Admission)? _waiting;
    private int _owed;
    private long? _toldDroppedAt;
    private bool _draining;
    private bool _ended;

    /// <param name="router">Routes what this finds worth routing.</param>
    /// <param name="tokenize">The backbone's tokenizer.</param>
    /// <param name="limits">Bounds of texts and times.</param>
    /// <param name="settings">Bounds of the session.</param>
    /// <param name="time">The clock.</param>
    /// <param name="wake">Makes <see cref="Accept"/> be called with <see cref="Wake"/> soon; may be called by any thread.</param>
    /// <param name="close">Called when no further event is wanted and nothing is under way; perhaps more than once.</param>
    public SpeechSession(
        HypothesisRouter router,
        Func<string, TokenizedText> tokenize,
        RoutingLimits limits,
        SessionSettings settings,
        TimeProvider time,
        Action wake,
        Action close)
    {
        (_router, _tokenize, _limits, _settings, _time, _wake, _close) = (router, tokenize, limits, settings, time, wake, close);
        _policy = new SpeculationPolicy(settings.Speculation);
        _rate = new EventRate(settings.MaxEventsPerSecond, time);
        _alarm = time.CreateTimer(static state => ((Action)state!)(), wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Passes an event on once the client has been told enough of what it is owed: what holds back a slow client.</summary>
    public Task<SessionEvent> AdmitAsync(SessionEvent message)
    {
        if (_owed < _settings.MaxPendingUpdates) return Task.FromResult(message);
        var admission = new TaskCompletionSource<SessionEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting = (message, admission);
        return admission.Task;
    }

    /// <summary>Takes an event in.</summary>
    /// <returns>What it leads to at once; whether there is something to route, <see cref="RouteAsync"/> finds for itself.</returns>
    /// <exception cref="SessionEndedException">The event breaks the protocol.</exception>
    public Turn Accept(SessionEvent message)
    {
        var turn = message switch
        {
            Hypothesis hypothesis => OnHypothesis(hypothesis),
            CancelUtterance cancel => OnCancel(cancel),
            EndSession => OnEnd(),
            Drain => OnDrain(),
            Wake => Turn.Empty,
            _ => throw new SessionEndedException(new RouteError(
                ErrorCodes.InvalidArgument, "start: the session has started already; it may stand once, at the beginning", "start")),
        };
        Settle();
        return turn;
    }

    /// <summary>Routes what is due. Its first part, up to the first wait, must run like the other methods; the rest may run anywhere.</summary>
    public Task<TurnResult> RouteAsync(Turn turn)
    {
        if (turn.Updates.Count > 0)
        {
            // What is known already does not wait for what is not.
            _wake();
            return Task.FromResult(new TurnResult(turn.Updates, []));
        }
        _running = Due();
        return _running.Length == 0 ? Task.FromResult(TurnResult.Empty) : RouteAsync(_running);
    }

    /// <summary>Takes in what came of a turn.</summary>
    /// <returns>What the client is told.</returns>
    public IEnumerable<SessionUpdate> Conclude(TurnResult result)
    {
        _running = [];
        var updates = new List<SessionUpdate>(result.Updates);
        foreach (var routed in result.Routed)
        {
            routed.Assignment.Cancellation.Dispose();
            if (Conclude(routed) is { } update) updates.Add(update);
        }
        if (result.Routed.Count > 0) _wake();
        Settle();
        return updates;
    }

    /// <summary>An update is on its way to the client.</summary>
    public SessionUpdate Deliver(SessionUpdate update)
    {
        if (update is ProvisionalDecision) return update;
        _owed--;
        if (_waiting is { } waiting && _owed < _settings.MaxPendingUpdates)
        {
            _waiting = null;
            waiting.Admission.SetResult(waiting.Event);
        }
        return update;
    }

    /// <summary>Ends whatever is under way.</summary>
    public void Dispose()
    {
        _alarm.Dispose();
        _over.Cancel();
    }

    private Turn OnHypothesis(Hypothesis hypothesis)
    {
        var isFinal = hypothesis.Final;
        if (!_rate.TryTake() && !isFinal) return TellDropped();
        try
        {
            EventRules.CheckUtteranceId(hypothesis.UtteranceId);
            EventRules.Check(hypothesis, _limits);
        }
        catch (InvalidRequestException invalid)
        {
            SessionMetrics.Invalid();
            return Fail(hypothesis, RouteError.From(invalid));
        }
        var utterance = Find(hypothesis.UtteranceId);
        // The utterance has its final hypothesis, and only waits for its decision; or this one was overtaken on its way.
        if (utterance is { IsFinal: true } || (utterance is not null && !isFinal && hypothesis.Sequence <= utterance.Latest.Hypothesis.Sequence))
            return Turn.Empty;
        if (utterance is null && _draining) return Fail(hypothesis, RouteError.Stopping);
        utterance = Note(utterance, new Reading(hypothesis, _tokenize(hypothesis.Text)));
        return isFinal ? OnFinal(utterance) : Turn.Empty;
    }

    private Utterance? Find(string id) => _utterances.Find(known => known.Id == id);

    private Utterance Note(Utterance? utterance, Reading reading)
    {
        var now = _time.GetTimestamp();
        if (utterance is not null)
        {
            utterance.Replace(reading, now);
            return utterance;
        }
        if (_utterances.Count >= _settings.MaxUtterances && _utterances.Find(known => !known.IsFinal) is { } oldest) Close(oldest);
        utterance = new Utterance(reading.Hypothesis.UtteranceId, reading, now);
        _utterances.Add(utterance);
        return utterance;
    }

    /// <summary>
    /// Answers from what is known already; waits for a query that is under way for the same text; else whatever is under way ahead of
    /// time makes room.
    /// </summary>
    private Turn OnFinal(Utterance utterance)
    {
        _owed++;
        if (utterance.IsDecided && !NeedsAlternatives(utterance))
            return Turn.Of(Answer(utterance, utterance.Decided!.On(utterance.Latest.Text), isHit: true));
        foreach (var assignment in _running)
        {
            var isWanted = assignment.Utterance.IsFinal && SameTokens.Are(assignment.Reading.Text, assignment.Utterance.Latest.Text);
            if (!isWanted) assignment.Cancellation.Cancel();
        }
        return Turn.Empty;
    }

    private Turn OnCancel(CancelUtterance cancel)
    {
        if (Find(cancel.UtteranceId) is not { } utterance) return Turn.Empty;
        if (utterance.IsFinal) _owed--;
        Close(utterance);
        return Turn.Empty;
    }

    /// <summary>Utterances without a final hypothesis will not get one.</summary>
    private Turn OnEnd()
    {
        _ended = true;
        foreach (var utterance in _utterances.FindAll(known => !known.IsFinal)) Close(utterance);
        return Turn.Empty;
    }

    private Turn OnDrain()
    {
        if (_draining) return Turn.Empty;
        _draining = true;
        return Notify(SessionNoticeKind.Draining, "this node is stopping; begin further utterances in a new session");
    }

    private Turn TellDropped()
    {
        SessionMetrics.Dropped();
        var now = _time.GetTimestamp();
        if (_toldDroppedAt is { } told && _time.GetElapsedTime(told, now) < BetweenNotices) return Turn.Empty;
        _toldDroppedAt = now;
        return Notify(
            SessionNoticeKind.EventsDropped,
            $"partial hypotheses were passed over: {_settings.MaxEventsPerSecond} a second are allowed (router.sessions.max-events-per-second)");
    }

    private Turn Notify(SessionNoticeKind kind, string message)
    {
        _owed++;
        return Turn.Of(new SessionNotice(kind, message));
    }

    private Turn Fail(Hypothesis hypothesis, RouteError error)
    {
        _owed++;
        if (Find(hypothesis.UtteranceId) is { IsFinal: false } utterance) Close(utterance);
        SessionMetrics.Failed();
        return Turn.Of(new UtteranceError(hypothesis.UtteranceId, hypothesis.Sequence, error));
    }

    /// <summary>Final hypotheses first, and nothing beside them; else every partial one whose time has come.</summary>
    private Assignment[] Due()
    {
        if (_over.IsCancellationRequested) return [];
        var finals = _utterances.FindAll(utterance => utterance.IsFinal && utterance.Running is null);
        if (finals.Count > 0) return [.. finals.Select(Assign)];
        if (_utterances.Count == 0 || !_router.HasRoomForSpeculation) return [];
        return [.. _utterances.FindAll(utterance => TimeUntilDue(utterance) == TimeSpan.Zero).Select(Assign)];
    }

    private Assignment Assign(Utterance utterance)
    {
        if (!utterance.IsFinal)
        {
            utterance.Speculations++;
            utterance.Tried = utterance.Latest.Text;
            SessionMetrics.Speculated();
        }
        var known = utterance is { IsFinal: true, IsDecided: true } ? utterance.Decided!.On(utterance.Latest.Text) : null;
        var assignment = new Assignment(
            utterance, utterance.Latest, known, CancellationTokenSource.CreateLinkedTokenSource(_over.Token));
        utterance.Running = assignment;
        return assignment;
    }

    /// <summary>Null when the utterance is not to be routed ahead of time, or not again.</summary>
    private TimeSpan? TimeUntilDue(Utterance utterance)
    {
        if (utterance.IsFinal || utterance.Running is not null || utterance.IsTried) return null;
        var text = utterance.Latest.Text;
        return _policy.WaitFor(utterance.Latest.Hypothesis.Stability, text.Tokens.Length - 2, _time.GetElapsedTime(utterance.UnchangedSince));
    }

    /// <summary>What comes next: the end, or the time at which a hypothesis will have stayed the same for long enough.</summary>
    private void Settle()
    {
        if ((_ended || _draining) && _utterances.Count == 0) _close();
        var next = Timeout.InfiniteTimeSpan;
        foreach (var utterance in _utterances)
        {
            if (TimeUntilDue(utterance) is { } wait && wait > TimeSpan.Zero && (next == Timeout.InfiniteTimeSpan || wait < next)) next = wait;
        }
        // A timer may strike a little early by the clock that is read; a millisecond more makes sure that the hypothesis is due then.
        _alarm.Change(next == Timeout.InfiniteTimeSpan ? next : next + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private async Task<TurnResult> RouteAsync(Assignment[] assignments) =>
        new([], await Task.WhenAll(assignments.Select(_router.RouteAsync)));

    private SessionUpdate? Conclude(Routed routed)
    {
        var (assignment, utterance) = (routed.Assignment, routed.Assignment.Utterance);
        utterance.Running = null;
        // Cancelled or forgotten while it was under way.
        if (!_utterances.Contains(utterance)) return null;
        if (assignment.Reading.Hypothesis.Final) return ConcludeFinal(utterance, routed);
        if (routed.Result is not RouteDecision decision) return null;
        utterance.Decided = new Decided(assignment.Reading.Text, decision);
        if (utterance is { IsFinal: true, IsDecided: true } && !NeedsAlternatives(utterance))
            return Answer(utterance, utterance.Decided.On(utterance.Latest.Text), isHit: true);
        if (utterance.IsFinal || DecisionChange.IsNone(utterance.Shown, decision)) return null;
        utterance.Shown = decision;
        return new ProvisionalDecision(utterance.Id, assignment.Reading.Hypothesis.Sequence, decision);
    }

    private SessionUpdate? ConcludeFinal(Utterance utterance, Routed routed)
    {
        if (routed.Result is RouteDecision decision) return Answer(utterance, decision, isHit: false);
        var error = routed.Failure ?? (routed.Result is RouteRefused refused ? RouteError.From(refused) : null);
        // Cancelled with the session.
        if (error is null) return null;
        Close(utterance);
        SessionMetrics.Failed();
        return new UtteranceError(utterance.Id, utterance.Latest.Hypothesis.Sequence, error);
    }

    private FinalDecision Answer(Utterance utterance, RouteDecision decision, bool isHit)
    {
        _utterances.Remove(utterance);
        var latency = _time.GetElapsedTime(utterance.LatestAt);
        SessionMetrics.Decided(isHit, latency, wasted: utterance.Speculations - (isHit ? 1 : 0));
        return new FinalDecision(utterance.Id, utterance.Latest.Hypothesis.Sequence, decision, isHit, latency.TotalMilliseconds);
    }

    /// <summary>The utterance ends without a decision.</summary>
    private void Close(Utterance utterance)
    {
        _utterances.Remove(utterance);
        utterance.Running?.Cancellation.Cancel();
        SessionMetrics.Wasted(utterance.Speculations);
    }

    private bool NeedsAlternatives(Utterance utterance) =>
        _router.WantsAlternatives(utterance.Decided!.Decision, utterance.Latest.Hypothesis);
}
