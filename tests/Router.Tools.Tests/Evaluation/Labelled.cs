using Router.Contracts;
using Router.Host;
using Router.Tools.Evaluation;

namespace Router.Tools.Tests.Evaluation;

/// <summary>Labelled texts with their answers.</summary>
internal static class Labelled
{
    /// <summary>A text and its answer; null stands for out of scope.</summary>
    public static EvaluatedText Text(
        string? subsystem, string? intent, string? answer, string? answeredIntent, double score = 0.5, string? language = null, string? set = null, int line = 1) =>
        new(new LabelledText(line, "text", subsystem, intent, null, language, set), Decision(answer, answeredIntent, score));

    /// <summary>The same text with slots, each "type start end".</summary>
    public static EvaluatedText With(this EvaluatedText text, string[] wanted, string[] given) => new(
        text.Label with { Slots = wanted.Select(Slot).ToHashSet() },
        text.Decision with { Slots = [.. given.Select(Slot).Select(slot => new Slot(slot.Type, slot.Start, slot.End, "", 1))] });

    /// <summary>The same text with another outcome.</summary>
    public static EvaluatedText As(this EvaluatedText text, DecisionOutcome outcome) => text with { Decision = text.Decision with { Outcome = outcome } };

    private static RouteDecision Decision(string? subsystem, string? intent, double score) => new(Guid.Empty)
    {
        Text = "text",
        Outcome = subsystem is null ? DecisionOutcome.OutOfScope : DecisionOutcome.Routed,
        Subsystem = subsystem,
        Intent = intent,
        Score = score,
    };

    private static LabelledSlot Slot(string text) => text.Split(' ') is [var type, var start, var end]
        ? new LabelledSlot(type, int.Parse(start), int.Parse(end))
        : throw new ArgumentException(text);
}
