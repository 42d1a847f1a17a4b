using Router.Contracts;
using Router.Host;

namespace Router.Tools.Evaluation;

/// <summary>A labelled text and what the router answered.</summary>
/// <param name="Label">What it should have answered.</param>
/// <param name="Decision">What it answered.</param>
internal sealed record EvaluatedText(LabelledText Label, RouteDecision Decision)
{
    /// <summary>Whether one subsystem got the text.</summary>
    public bool IsRouted => Decision.Outcome == DecisionOutcome.Routed;

    /// <summary>Whether nobody got the text.</summary>
    public bool IsRejected => Decision.Outcome == DecisionOutcome.OutOfScope;

    /// <summary>Whether the right subsystem, and only it, got the text.</summary>
    public bool IsSubsystemRight => IsRouted && Label.IsInScope && Decision.Subsystem == Label.Subsystem;

    /// <summary>Whether the answer is right: subsystem and intent, or the rejection.</summary>
    public bool IsRight => Label.IsInScope ? IsSubsystemRight && (Label.Intent is null || Label.Intent == Decision.Intent) : IsRejected;

    /// <summary>Who got the text, or what became of it instead.</summary>
    public string Answer => Decision.Outcome switch
    {
        DecisionOutcome.Routed => Decision.Subsystem!,
        DecisionOutcome.Multiple => "multiple",
        DecisionOutcome.Ambiguous => "ambiguous",
        _ => LabelledTextParser.OutOfScope,
    };

    /// <summary>How sure the router is that the text is in scope, 0..1: the score of its answer, or what that of a rejection leaves to 1.</summary>
    public double InScopeScore => IsRejected ? 1 - Decision.Score : Decision.Score;

    /// <summary>The slots that were answered; none unless one subsystem got the text.</summary>
    public IEnumerable<LabelledSlot> Slots =>
        IsRouted ? Decision.Slots.Select(slot => new LabelledSlot(slot.Type, slot.Start, slot.End)).Distinct() : [];
}
