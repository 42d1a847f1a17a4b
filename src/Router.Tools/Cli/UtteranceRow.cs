using Router.Contracts.Protocol;
using Router.Host;
using Router.Tools.Playback;

namespace Router.Tools.Cli;

/// <summary>An utterance as <c>router stream</c> shows it.</summary>
internal sealed class UtteranceRow(string session, string utteranceId)
{
    /// <summary>Its session.</summary>
    public string Session { get; } = session;

    /// <summary>Its name in the session.</summary>
    public string UtteranceId { get; } = utteranceId;

    /// <summary>The text of the last hypothesis.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The intent, provisional until the utterance has ended; empty while there is none.</summary>
    public string Intent { get; private set; } = "";

    /// <summary>The slots of the final decision.</summary>
    public string Slots { get; private set; } = "";

    /// <summary>How it ended: <c>hit</c>, <c>miss</c>, <c>cancelled</c> or <c>error</c>; empty while it has not.</summary>
    public string End { get; private set; } = "";

    /// <summary>Milliseconds from the final hypothesis to the final decision.</summary>
    public double? LatencyMs { get; private set; }

    /// <summary>Whether its final hypothesis was sent.</summary>
    public bool IsFinal { get; private set; }

    public void Hear(Hypothesis hypothesis) => (Text, IsFinal) = (hypothesis.Text, hypothesis.Final);

    public void Cancel() => End = "cancelled";

    /// <summary>Takes a provisional decision, unless the utterance has ended.</summary>
    public void Guess(RouteDecision decision)
    {
        if (End.Length == 0) Intent = IntentOf(decision);
    }

    public void Finish(UtteranceEnd end)
    {
        LatencyMs = end.Latency.TotalMilliseconds;
        if (end.Decision is { Decision: { } decision } final)
            (Intent, Slots, End) = (IntentOf(decision), SlotsOf(decision), final.SpeculationHit ? "hit" : "miss");
        else (Intent, Slots, End) = (end.Error ?? "", end.Detail ?? "", "error");
    }

    /// <summary>A decision's intents with their subsystems, or its outcome.</summary>
    public static string IntentOf(RouteDecision decision) => decision.Outcome switch
    {
        Outcome.Multiple => string.Join(" + ", decision.Parts.Select(part => $"{part.Subsystem}/{DecisionView.Negation(part.Negated)}{part.Intent}")),
        Outcome.OutOfScope => "out of scope",
        Outcome.Ambiguous when decision.Alternatives is [var other, ..] =>
            $"{decision.Subsystem}/{DecisionView.Negation(decision.Negated)}{decision.Intent} or {other.Subsystem}/{other.Intent}",
        _ => $"{decision.Subsystem}/{DecisionView.Negation(decision.Negated)}{decision.Intent}",
    };

    private static string SlotsOf(RouteDecision decision)
    {
        var slots = decision.Parts.Count > 0 ? decision.Parts.SelectMany(part => part.Slots) : decision.Slots;
        return string.Join(", ", slots.Select(slot => $"{slot.Type}{(slot.Excluded ? "≠" : "=")}{slot.Text}"));
    }
}
