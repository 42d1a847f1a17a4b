using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// One speaker's session: takes the recogniser's hypotheses, decides which of them are worth routing and when, and answers each final
/// one exactly once. The newest hypothesis of an utterance replaces the one before; one query of an utterance is under way at a time.
/// </summary>
/// <remarks>Not thread-safe. After each call the caller begins what <see cref="Begin"/> gives, and looks again at <see cref="NextLook"/>.</remarks>
/// <param name="router">Knows whether there is room for speculation and whether alternatives are wanted.</param>
/// <param name="tokenize">Gives a text the pieces of the backbones that read it.</param>
/// <param name="limits">Bounds of texts and times.</param>
/// <param name="settings">Bounds of the session.</param>
/// <param name="time">The clock.</param>
internal sealed class SpeechSession(
    HypothesisRouter router, Func<string, TokenizedText> tokenize, RoutingLimits limits, SessionSettings settings, TimeProvider time)
{
    private readonly SpeculationPolicy _policy = new(settings.Speculation);
    private readonly EventRate _rate = new(settings.MaxEventsPerSecond, time);
    private readonly EventRate _noticeRate = new(perSecond: 1, time);
    private readonly RecentAnswers _answers = new(settings.MaxUtterances, time);
    private readonly List<Utterance> _utterances = [];
    private bool _draining;
    private bool _ended;

    /// <summary>What the client is still to be told.</summary>
    public Outbox Outbox { get; } = new();

    /// <summary>Whether the client may say more; not while it is owed as much as it may leave unread.</summary>
    public bool HasRoom => _utterances.Count(utterance => utterance.IsFinal) + Outbox.Owed < settings.MaxPendingUpdates;

    /// <summary>Whether a query is under way.</summary>
    public bool IsRouting => _utterances.Exists(utterance => utterance.Running is not null);

    /// <summary>Whether the client has ended it and nothing is under way.</summary>
    public bool IsOver => _ended && _utterances.Count == 0;

    /// <summary>Whether the node is stopping, nothing is under way and the client has taken everything.</summary>
    public bool IsDrained => _draining && _utterances.Count == 0 && Outbox.IsEmpty;

    /// <summary>How long until a hypothesis will have stayed the same for long enough; null when none will.</summary>
    public TimeSpan? NextLook => _utterances.Select(TimeUntilDue).Where(wait => wait > TimeSpan.Zero).Min();

    /// <summary>Takes an event in.</summary>
    /// <exception cref="SessionEndedException">The event breaks the protocol.</exception>
    public void Accept(SessionEvent message)
    {
        switch (message)
        {
            case Hypothesis hypothesis:
                OnHypothesis(hypothesis);
                break;
            case CancelUtterance cancel:
                if (Find(cancel.UtteranceId) is { } cancelled) Close(cancelled);
                break;
            case EndSession:
                _ended = true;
                // Utterances without a final hypothesis will not get one.
                foreach (var utterance in _utterances.FindAll(known => !known.IsFinal)) Close(utterance);
                break;
            default:
                throw new SessionEndedException(new RouteError(
                    ErrorCodes.InvalidArgument, "start: the session has started already; it may stand once, at the beginning", "start"));
        }
    }

    /// <summary>The node is stopping: utterances that have begun are finished, and no others begin.</summary>
    public void Drain()
    {
        if (_draining) return;
        _draining = true;
        Outbox.Add(new SessionNotice(SessionNoticeKind.Draining, "this node is stopping; begin further utterances in a new session"));
    }

    /// <summary>What is to be routed now: final hypotheses, and partial ones whose time has come while there is room for them.</summary>
    public IReadOnlyList<Assignment> Begin()
    {
        var due = _utterances.FindAll(utterance => utterance.IsFinal ? utterance.Running is null : TimeUntilDue(utterance) == TimeSpan.Zero);
        if (due.Count == 0) return [];
        if (!router.HasRoomForSpeculation) due.RemoveAll(utterance => !utterance.IsFinal);
        return [.. due.Select(utterance => utterance.Assign())];
    }

    /// <summary>Takes in what came of an assignment.</summary>
    public void Conclude(Routed routed)
    {
        var (assignment, utterance) = (routed.Assignment, routed.Assignment.Utterance);
        assignment.Cancellation.Dispose();
        if (!utterance.Conclude(assignment)) return;
        if (assignment.Reading.Hypothesis.Final) ConcludeFinal(utterance, routed);
        else if (routed.Result is RouteDecision decision) ConcludePartial(utterance, assignment.Reading, decision);
    }

    /// <summary>The time to drain is over: the final hypotheses under way are refused, as are those that still come.</summary>
    public void Cut()
    {
        _draining = true;
        foreach (var utterance in _utterances.FindAll(known => known.IsFinal)) Fail(utterance.Latest.Hypothesis, RouteError.Stopping);
        End();
    }

    /// <summary>Ends whatever is under way, and answers none of it.</summary>
    public void End()
    {
        foreach (var utterance in _utterances.ToArray()) Close(utterance);
    }

    private void OnHypothesis(Hypothesis hypothesis)
    {
        var utterance = Find(hypothesis.UtteranceId);
        if (!_rate.TryTake() && !hypothesis.Final)
        {
            SessionMetrics.Dropped();
            PassOver($"{settings.MaxEventsPerSecond} a second are allowed (router.sessions.max-events-per-second)");
        }
        else if (utterance is { IsFinal: true })
        {
            // It has its final hypothesis, and only waits for its decision.
        }
        else if (EventRules.ProblemOf(hypothesis, limits) is { } problem)
        {
            SessionMetrics.Invalid();
            if (hypothesis.Final) Fail(hypothesis, problem);
            else PassOver(problem.Detail);
        }
        else if (hypothesis.Final)
        {
            OnFinal(utterance, EventRules.WithoutBadAlternatives(hypothesis, limits));
        }
        else if (utterance is null ? !_draining : hypothesis.Sequence > utterance.Latest.Hypothesis.Sequence)
        {
            Note(utterance, hypothesis);
        }
    }

    /// <summary>
    /// Answers from what is known already; waits for a query that is under way for the same text; else what is under way ahead of time is
    /// given up for it.
    /// </summary>
    private void OnFinal(Utterance? known, Hypothesis hypothesis)
    {
        if (_answers.Find(hypothesis) is { } given)
        {
            if (known is not null) Close(known);
            Outbox.Add(given);
            return;
        }
        if (known is null && _draining)
        {
            Fail(hypothesis, RouteError.Stopping);
            return;
        }
        var utterance = Note(known, hypothesis);
        var text = utterance.Latest.Text;
        if (EventRules.IsBlank(hypothesis.Text)) AnswerNothing(utterance);
        else if (utterance.IsDecided && !NeedsAlternatives(utterance)) AnswerWith(utterance, utterance.Decided!.On(text), isHit: true);
        else if (utterance.Running is { } running && !SameTokens.Are(running.Reading.Text, text)) utterance.Abandon();
    }

    /// <summary>Answers a final hypothesis in which nothing was understood.</summary>
    private void AnswerNothing(Utterance utterance)
    {
        var decision = RouteDecision.OutOfScope(Guid.CreateVersion7(time.GetUtcNow()), utterance.Latest.Hypothesis.Text);
        Answer(utterance, decision, isHit: false, time.GetElapsedTime(utterance.LatestAt));
    }

    private Utterance? Find(string id) => _utterances.Find(known => known.Id == id);

    private Utterance Note(Utterance? utterance, Hypothesis hypothesis)
    {
        var (reading, now) = (new Reading(hypothesis, tokenize(hypothesis.Text)), time.GetTimestamp());
        if (utterance is not null)
        {
            utterance.Replace(reading, now);
            return utterance;
        }
        if (_utterances.Count >= settings.MaxUtterances && _utterances.Find(known => !known.IsFinal) is { } oldest) Close(oldest);
        utterance = new Utterance(hypothesis.UtteranceId, reading, now);
        _utterances.Add(utterance);
        return utterance;
    }

    private void PassOver(string why)
    {
        if (!_noticeRate.TryTake()) return;
        Outbox.Add(new SessionNotice(SessionNoticeKind.EventsDropped, $"partial hypotheses were passed over: {why}"));
    }

    private void Fail(Hypothesis hypothesis, RouteError error)
    {
        if (Find(hypothesis.UtteranceId) is { } utterance) Close(utterance);
        SessionMetrics.Failed();
        Outbox.Add(new UtteranceError(hypothesis.UtteranceId, hypothesis.Sequence, error));
    }

    /// <summary>Null when the utterance is not to be routed ahead of time, or not again.</summary>
    private TimeSpan? TimeUntilDue(Utterance utterance)
    {
        if (utterance.IsFinal || utterance.Running is not null || utterance.IsTried) return null;
        var text = utterance.Latest.Text;
        return _policy.WaitFor(utterance.Latest.Hypothesis.Stability, text.Tokens.Length - 2, time.GetElapsedTime(utterance.UnchangedSince));
    }

    private void ConcludePartial(Utterance utterance, Reading reading, RouteDecision decision)
    {
        utterance.Decided = new Decided(reading.Text, decision);
        if (utterance.IsFinal)
        {
            if (utterance.IsDecided && !NeedsAlternatives(utterance)) AnswerWith(utterance, utterance.Decided.On(utterance.Latest.Text), isHit: true);
            return;
        }
        if (DecisionChange.IsNone(utterance.Shown, decision)) return;
        utterance.Shown = decision;
        Outbox.Add(new ProvisionalDecision(utterance.Id, reading.Hypothesis.Sequence, decision));
    }

    private void ConcludeFinal(Utterance utterance, Routed routed)
    {
        if (routed.Result is RouteDecision decision)
        {
            AnswerWith(utterance, decision, isHit: false);
            return;
        }
        var hypothesis = utterance.Latest.Hypothesis;
        Fail(hypothesis, routed.Failure
            ?? (routed.Result is RouteRefused refused ? RouteError.From(refused, hypothesis.NameOf(nameof(SessionStart.TimeoutMs))) : RouteError.Internal));
    }

    private void AnswerWith(Utterance utterance, RouteDecision decision, bool isHit)
    {
        var latency = time.GetElapsedTime(utterance.LatestAt);
        SessionMetrics.Decided(isHit, latency);
        if (isHit) utterance.Speculations--;
        Answer(utterance, decision, isHit, latency);
    }

    private void Answer(Utterance utterance, RouteDecision decision, bool isHit, TimeSpan latency)
    {
        var hypothesis = utterance.Latest.Hypothesis;
        var answer = new FinalDecision(utterance.Id, hypothesis.Sequence, decision, isHit, latency.TotalMilliseconds);
        Close(utterance);
        _answers.Add(hypothesis, answer);
        Outbox.Add(answer);
    }

    /// <summary>The utterance is over, and what is not told of it yet is not told any more.</summary>
    private void Close(Utterance utterance)
    {
        _utterances.Remove(utterance);
        Outbox.Forget(utterance.Id);
        utterance.Abandon();
        SessionMetrics.Wasted(utterance.Speculations);
    }

    private bool NeedsAlternatives(Utterance utterance) =>
        router.WantsAlternatives(utterance.Decided!.Decision, utterance.Latest.Hypothesis);
}
