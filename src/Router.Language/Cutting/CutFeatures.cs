using Router.Contracts;

namespace Router.Language.Cutting;

/// <summary>What is known of one place where a text may be cut, as numbers: how its two parts and the two together were decided.</summary>
internal static class CutFeatures
{
    /// <summary>Log-odds are bounded by this.</summary>
    private const double Bound = 6;

    /// <summary>The features in their order.</summary>
    public static readonly string[] Names =
    [
        "weaker_part_logit", "stronger_part_logit", "whole_logit", "whole_not_routed", "other_subsystem", "other_intent",
        "whole_agrees_with_both", "slot_spans_cut", "sequel", "pause", "nominal", "right_opens", "right_predicate", "left_predicate",
        "right_coverage", "chinese",
    ];

    /// <summary>Computes the features.</summary>
    /// <param name="candidate">The place.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="left">What stands left of the place, up to the next cut or the text's start.</param>
    /// <param name="right">What stands right of it.</param>
    /// <param name="both">The two with what is between them.</param>
    /// <returns>One number for each of <see cref="Names"/>.</returns>
    public static double[] Of(CutCandidate candidate, string text, SegmentDecision left, SegmentDecision right, SegmentDecision both)
    {
        var (one, other) = (LogitOf(left.Decision), LogitOf(right.Decision));
        var whole = ReadingOf(both.Decision);
        var (l, r) = (ReadingOf(left.Decision), ReadingOf(right.Decision));
        var leftText = left.TextIn(text);
        var rightText = right.TextIn(text);
        var isSameSubsystem = l.Subsystem == r.Subsystem;
        var isSame = isSameSubsystem && l.Intent == r.Intent;
        var spans = both.Decision.Slots.Any(
            slot => slot.Start + both.Segment.Start < candidate.End && slot.End + both.Segment.Start > candidate.Start);
        return
        [
            Math.Min(one, other), Math.Max(one, other), LogitOf(both.Decision), One(both.Decision.Outcome != DecisionOutcome.Routed),
            One(!isSameSubsystem), One(isSameSubsystem && !isSame), One(isSame && whole == l), One(spans),
            One(candidate.Kind == ConnectiveKind.Sequel), One(candidate.Kind == ConnectiveKind.Pause),
            One(candidate.Kind == ConnectiveKind.Nominal), One(Predicates.Opens(rightText)), One(Predicates.Has(rightText)),
            One(Predicates.Has(leftText)), CoverageOf(right.Decision, rightText), One(IsChinese(rightText)),
        ];
    }

    /// <summary>The likeliest subsystem and intent, even where the text is out of scope.</summary>
    private static (string? Subsystem, string? Intent) ReadingOf(RouteDecision decision) => decision switch
    {
        { Subsystem: not null } => (decision.Subsystem, decision.Intent),
        { Alternatives: [var first, ..] } => (first.Subsystem, first.Intent),
        _ => (null, null),
    };

    private static double LogitOf(RouteDecision decision)
    {
        var score = decision.Outcome != DecisionOutcome.OutOfScope ? decision.Score
            : decision.Alternatives is [var first, ..] ? first.Score
            : 0;
        return Math.Clamp(Math.Log(score / (1 - score)), -Bound, Bound);
    }

    /// <summary>Share of the characters that lie in slots.</summary>
    private static double CoverageOf(RouteDecision decision, ReadOnlySpan<char> text)
    {
        var (inSlots, all) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i])) continue;
            all++;
            foreach (var slot in decision.Slots)
            {
                if (i >= slot.Start && i < slot.End) inSlots++;
            }
        }
        return all == 0 ? 0 : (double)inSlots / all;
    }

    private static bool IsChinese(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\u3400', '\u9FFF');

    private static double One(bool holds) => holds ? 1 : 0;
}

/// <summary>A segment of a text with how it was decided; the slots' offsets are into the segment.</summary>
internal readonly record struct SegmentDecision(Segment Segment, RouteDecision Decision)
{
    public ReadOnlySpan<char> TextIn(string text) => text.AsSpan(Segment.Start, Segment.End - Segment.Start);
}
