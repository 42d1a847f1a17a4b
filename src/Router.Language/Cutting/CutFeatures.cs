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
        "weaker_part_logit", "stronger_part_logit", "whole_logit", "other_subsystem", "other_intent", "whole_agrees_with_both", "slot_spans_cut",
        "sequel", "pause", "nominal", "left_opens", "right_opens", "left_predicate", "right_predicate", "left_coverage", "right_coverage",
        "left_without_slots", "right_without_slots", "left_words", "right_words", "chinese",
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
            Math.Min(one, other), Math.Max(one, other), LogitOf(both.Decision),
            One(!isSameSubsystem), One(isSameSubsystem && !isSame), One(isSame && whole == l), One(spans),
            One(candidate.Kind == ConnectiveKind.Sequel), One(Connectives.HasMark(text.AsSpan()[candidate.End..candidate.Start])),
            One(candidate.Kind == ConnectiveKind.Nominal),
            One(Predicates.Opens(leftText)), One(Predicates.Opens(rightText)), One(Predicates.Has(leftText)), One(Predicates.Has(rightText)),
            CoverageOf(left.Decision, leftText), CoverageOf(right.Decision, rightText),
            One(left.Decision.Slots.Count == 0), One(right.Decision.Slots.Count == 0), WordsIn(leftText), WordsIn(rightText), One(IsChinese(rightText)),
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

    /// <summary>Binary logarithm of the number of words; an ideograph is a word by itself.</summary>
    private static double WordsIn(ReadOnlySpan<char> text)
    {
        var (words, inside) = (0, false);
        foreach (var character in text)
        {
            var isIdeograph = IsChinese([character]);
            var isLetter = !isIdeograph && char.IsLetterOrDigit(character);
            if (isIdeograph || (isLetter && !inside)) words++;
            inside = isLetter;
        }
        return Math.Log2(Math.Max(1, words));
    }

    private static bool IsChinese(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\u3400', '\u9FFF');

    private static double One(bool holds) => holds ? 1 : 0;
}

/// <summary>A segment of a text with how it was decided; the slots' offsets are into the segment.</summary>
internal readonly record struct SegmentDecision(Segment Segment, RouteDecision Decision)
{
    public ReadOnlySpan<char> TextIn(string text) => text.AsSpan(Segment.Start, Segment.End - Segment.Start);
}
