using Akka.Event;
using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>A hypothesis and its pieces.</summary>
internal sealed record Reading(Hypothesis Hypothesis, TokenizedText Text);

/// <summary>A decision and what it was made on.</summary>
internal sealed record Decided(TokenizedText Text, RouteDecision Decision)
{
    /// <summary>The decision on another text with the same pieces.</summary>
    public RouteDecision On(TokenizedText text) => SameTokens.Move(Decision, Text, text);
}

/// <summary>What a session knows of one utterance.</summary>
internal sealed class Utterance(string id, Reading reading, long now)
{
    public string Id { get; } = id;

    /// <summary>The newest hypothesis.</summary>
    public Reading Latest { get; private set; } = reading;

    /// <summary>Since when the pieces of the newest hypothesis are what they are.</summary>
    public long UnchangedSince { get; private set; } = now;

    /// <summary>When the newest hypothesis came.</summary>
    public long LatestAt { get; private set; } = now;

    /// <summary>The newest decision on a partial hypothesis.</summary>
    public Decided? Decided { get; set; }

    /// <summary>The decision that the client was shown last.</summary>
    public RouteDecision? Shown { get; set; }

    /// <summary>The query under way.</summary>
    public Assignment? Running { get; private set; }

    /// <summary>The partial hypothesis that was routed last, whatever came of it.</summary>
    public TokenizedText? Tried { get; private set; }

    /// <summary>How many partial hypotheses were routed.</summary>
    public int Speculations { get; set; }

    /// <summary>Whether its final hypothesis has come.</summary>
    public bool IsFinal => Latest.Hypothesis.Final;

    /// <summary>Whether the newest hypothesis was routed once.</summary>
    public bool IsTried => Tried is { } tried && SameTokens.Are(tried, Latest.Text);

    /// <summary>Whether the newest hypothesis has its decision. One of less than the usual quality is shown, but answers nothing.</summary>
    public bool IsDecided => Decided is { Decision.Degraded: false } decided && SameTokens.Are(decided.Text, Latest.Text);

    /// <summary>A newer hypothesis replaces the one before.</summary>
    public void Replace(Reading reading, long now)
    {
        if (!SameTokens.Are(Latest.Text, reading.Text)) UnchangedSince = now;
        (Latest, LatestAt) = (reading, now);
    }

    /// <summary>Begins to route the newest hypothesis.</summary>
    public Assignment Assign()
    {
        if (!IsFinal)
        {
            Speculations++;
            Tried = Latest.Text;
            SessionMetrics.Speculated();
        }
        var known = IsFinal && IsDecided ? Decided!.On(Latest.Text) : null;
        return Running = new Assignment(this, Latest, known, new CancellationTokenSource());
    }

    /// <summary>The query under way has ended.</summary>
    /// <returns>False when it was given up before.</returns>
    public bool Conclude(Assignment assignment)
    {
        if (Running != assignment) return false;
        Running = null;
        return true;
    }

    /// <summary>The query under way is not wanted any more.</summary>
    public void Abandon()
    {
        Running?.Cancellation.Cancel();
        Running = null;
    }
}

/// <summary>One hypothesis to route.</summary>
/// <param name="Utterance">Whose it is.</param>
/// <param name="Reading">What is routed.</param>
/// <param name="Known">The decision on it, where there is one and only its alternatives are still to be tried.</param>
/// <param name="Cancellation">Ends it.</param>
internal sealed record Assignment(Utterance Utterance, Reading Reading, RouteDecision? Known, CancellationTokenSource Cancellation);

/// <summary>How an assignment ended.</summary>
/// <param name="Assignment">The assignment.</param>
/// <param name="Result">The decision or refusal; null when it was cancelled or failed.</param>
/// <param name="Failure">Why it failed; null when it was cancelled.</param>
internal sealed record Routed(Assignment Assignment, RouteResult? Result, RouteError? Failure = null) : IDeadLetterSuppression;
