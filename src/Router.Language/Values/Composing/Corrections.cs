using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>What a speaker corrects: of two expressions with 不对 or 说错了 between them the last counts. What it leaves unsaid is that of the first.</summary>
internal static class Corrections
{
    /// <summary>Takes everything from the expressions that are taken back but their place.</summary>
    public static void Apply(Chart chart, List<Expression> expressions, SpeakerClock clock)
    {
        for (var token = 0; token < chart.Tokens.Count; token++)
        {
            foreach (var node in chart.At(token))
            {
                if (node.Meaning is CorrectionMark mark) Apply(expressions, mark, chart.Tokens[node.Start].Start, chart.Tokens[node.End - 1].End, clock);
            }
        }
    }

    private static void Apply(List<Expression> expressions, CorrectionMark mark, int start, int end, SpeakerClock clock)
    {
        var second = expressions.FindIndex(expression => expression.Start >= end);
        if (second < 1 || expressions[second - 1].End > start) return;
        var (wrong, right) = (expressions[second - 1], expressions[second]);
        if (FamilyOf(wrong.Kind) != FamilyOf(right.Kind) || (mark.OfTimes && FamilyOf(right.Kind) != Family.When)) return;
        expressions[second] = Complete(wrong, right, clock);
        expressions[second - 1] = wrong.Emptied();
    }

    /// <summary>"Tomorrow at seven, no, eight" is tomorrow; "tomorrow at seven, no, on friday" is at seven.</summary>
    private static Expression Complete(Expression wrong, Expression right, SpeakerClock clock)
    {
        if (ClockActions.AsMoment(wrong.Meaning!) is not { } before || ClockActions.AsMoment(right.Meaning!) is not { } after) return right;
        var part = after.Part ?? (after.Clock is { IsExact: true } ? null : before.Part);
        var whole = after with { Day = after.Day ?? before.Day, Clock = after.Clock ?? (after.Part is null ? before.Clock : null), Part = part };
        return whole == after || whole.Express(clock) is not { } expression ? right : expression with { Start = right.Start, End = right.End, Parts = right.Parts, Meaning = whole };
    }

    private static Family FamilyOf(ExpressionKind kind) => kind switch
    {
        ExpressionKind.Duration => Family.HowLong,
        < ExpressionKind.Duration or ExpressionKind.Recurrence => Family.When,
        _ => Family.HowMuch,
    };

    private enum Family
    {
        When,
        HowLong,
        HowMuch,
    }
}
