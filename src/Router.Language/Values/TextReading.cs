using Router.Language.Values.Composing;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values;

/// <summary>What can be read in a text. For one thread.</summary>
/// <param name="chart">All readings of its tokens.</param>
/// <param name="clock">The speaker's clock.</param>
internal sealed class TextReading(Chart chart, SpeakerClock clock)
{
    private readonly Change? _change = Change.Of(chart);
    private List<Expression>? _expressions;

    /// <summary>The expressions, in order, none overlapping another.</summary>
    public IReadOnlyList<Expression> Expressions => _expressions ??= Anchored(new Selection(chart, _change).Nodes());

    /// <summary>
    /// What a piece of the text means where it is known what kind of thing it is: "seven" is a time, "the fifth" a date. It has to mean it as a whole, but for small words
    /// at its beginning.
    /// </summary>
    /// <param name="start">The piece's first UTF-16 unit.</param>
    /// <param name="end">The unit after its last.</param>
    /// <param name="kinds">What may be meant.</param>
    public Expression? Find(int start, int end, IReadOnlyList<ExpressionKind> kinds)
    {
        var last = chart.Tokens.Count;
        while (last > 0 && chart.Tokens[last - 1].Start >= end) last--;
        for (var at = 0; at < last; at++)
        {
            if (chart.Tokens[at].Start < start) continue;
            foreach (var node in chart.At(at))
            {
                if (node.End == last && chart.Grammar.IsAlone(node.Category) && Express(Whole(node)) is { } expression && kinds.Contains(expression.Kind))
                    return Recurring.Of(expression, Expressions, chart.Text, Express) ?? Anchor(expression, Expressions);
            }
            if (!chart.Grammar.IsSmall(chart.Tokens[at].Word)) break;
        }
        return null;
    }

    /// <summary>Where the small words that begin at a place of the text end: "at" of "at 7:30".</summary>
    public int AfterSmallWords(int start)
    {
        foreach (var token in chart.Tokens)
        {
            if (token.Start >= start && !chart.Grammar.IsSmall(token.Word)) return token.Start;
        }
        return start;
    }

    private List<Expression> Anchored(IReadOnlyList<Node> nodes)
    {
        List<Expression> expressions = new(nodes.Count);
        foreach (var node in nodes)
        {
            if (Express(node) is not { } expression) continue;
            if (_change?.IsFar(node) == true && LengthOf(expression) is { } far) expression = far;

            if (node.Meaning is FromNow { Sign: > 0 } or ShiftedDays { Offset: not null, Sign: > 0 } && chart.HasBefore<AbilityMark>(node.Start) && LengthOf(expression) is { } length) expression = length;
            if (chart.HasUpTo<ExceptionMark>(node.Start) || chart.HasAt<ExceptionEnd>(node.End)) expression = expression with { IsExcepted = true };
            expressions.Add(chart.HasUpTo<AboutMark>(node.Start) ? About(expression) : expression);
        }
        if (chart.HasBefore<HowOften>(chart.Tokens.Count)) Recurring.LoseRule(expressions);
        if (expressions.Count < 2) return expressions;
        Corrections.Apply(chart, expressions, clock);
        Recurring.Apply(expressions, chart.Text, Express);
        return [.. expressions.Select(expression => Anchor(expression, expressions))];
    }

    /// <summary>A time whose day, or part of the day, is said elsewhere, on that day.</summary>
    private Expression Anchor(Expression expression, IReadOnlyList<Expression> all)
    {
        var meaning = WithDay(expression, all);
        if (_change?.Other(expression, all) is { } other) meaning = _change.Complete(meaning, expression, WithDay(other, all), clock);
        if (ReferenceEquals(meaning, expression.Meaning) || meaning is null) return expression;
        var anchored = Express(meaning);
        return expression with { Value = anchored?.Value, From = anchored?.From, To = anchored?.To, Limit = anchored?.Limit, Near = anchored?.Near };
    }

    private Meaning? WithDay(Expression expression, IReadOnlyList<Expression> all)
    {
        var meaning = expression.Meaning;
        foreach (var (day, part) in _change?.DaysBeside(expression, all, chart.Text) ?? Beside.Of(expression, all, chart.Text))
        {
            if (Beside.Add(meaning, day, part) is { } more) meaning = more;
            if (!Beside.Lacks(meaning)) break;
        }
        return meaning;
    }

    private static Expression? LengthOf(Expression distance) => distance.Parts.FirstOrDefault(part => part.Kind == ExpressionKind.Duration);

    /// <summary>The expression as one that is no exact value, where it is one of numbers and lengths, or a time.</summary>
    private static Expression About(Expression exact) =>
        (exact.Kind is >= ExpressionKind.Number or ExpressionKind.Duration || exact.Meaning is FromNow or SameTime or Moment { Clock: not null }) && exact.Value is not null ? exact with { Value = null, Near = exact.Value } : exact;

    /// <summary>A numeral that is none amid other characters is one where it stands alone.</summary>
    private static Node Whole(Node node) => node.Meaning is Number { IsPart: true } part ? node with { Meaning = part with { IsPart = false } } : node;

    private Expression? Express(Node node) => Express(node.Meaning) is { } expression
        ? expression with { Start = chart.Tokens[node.Start].Start, End = chart.Tokens[node.End - 1].End, Meaning = TimeOf(node.Meaning), Parts = PartsOf(node), CorrectedAt = CorrectedAt(node) }
        : null;

    private Expression? Express(Meaning meaning)
    {
        try
        {
            return TimeOf(meaning).Express(clock);
        }
        catch (Exception error) when (error is OverflowException or ArgumentOutOfRangeException)
        {
            // What the calendar does not reach is no value.
            return null;
        }
    }

    /// <summary>A time on the clock as one of a day that is not said.</summary>
    private static Meaning TimeOf(Meaning meaning) => meaning is ClockTime time ? new Moment(null, time, null) : meaning;

    private int? CorrectedAt(Node node)
    {
        foreach (var part in node.Parts)
        {
            if (part.Meaning is Correction) return chart.Tokens[part.End - 1].End;
        }
        return null;
    }

    private List<Expression> PartsOf(Node node)
    {
        List<Expression> parts = [];
        foreach (var part in node.Parts)
        {
            if ((chart.IsExpression(part) || part.Meaning is ClockTime && chart.IsEdge(part.Start) && chart.IsEdge(part.End)) && Express(part) is { } expression) parts.Add(expression);
            else parts.AddRange(PartsOf(part));
        }
        return parts;
    }
}
