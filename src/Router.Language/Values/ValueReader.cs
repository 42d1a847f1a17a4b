using System.Collections.Concurrent;
using Router.Language.Values.Composing;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values;

/// <summary>Finds what a text says about time and numbers. Any number of threads may call it.</summary>
internal static class ValueReader
{
    /// <summary>UTF-16 units; longer texts are read up to here.</summary>
    public const int LongestText = 4096;

    private static readonly ConcurrentDictionary<ReadingLanguages, GrammarRules> Grammars = new();

    /// <summary>The expressions of a text, in order, none overlapping another.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="context">When and where it is said.</param>
    public static IReadOnlyList<Expression> Read(string text, ReadingContext context)
    {
        var grammar = Grammars.GetOrAdd(context.Languages, RuleFiles.Load);
        var tokens = Tokenizer.Tokenize(text.Length > LongestText ? text[..LongestText] : text, grammar.Word);
        if (tokens.Count == 0) return [];
        var chart = Chart.Read(grammar, text, tokens);
        SpeakerClock clock = new(context);
        List<Expression> expressions = [];
        for (var at = 0; at < tokens.Count;)
        {
            var (expression, end) = chart.At(at).Count > 0 && chart.IsStart(at) ? Longest(chart, at, clock) : (null, at);
            if (expression is not null) expressions.Add(at > 0 && IsAbout(chart, at - 1) ? About(expression) : expression);
            at = Math.Max(end, at + 1);
        }
        return Corrections.Apply(chart, expressions, clock);
    }

    /// <summary>The longest expression that begins at a token, and where it ends; none where a word that contains it does.</summary>
    private static (Expression? Expression, int End) Longest(Chart chart, int at, SpeakerClock clock)
    {
        Expression? longest = null;
        var (end, rank) = (at, int.MinValue);
        foreach (var node in chart.At(at))
        {
            if (node.End < end || node.End == end && node.Meaning.Rank <= rank || !chart.IsEdge(node.End) || IsCrossed(chart, node)) continue;
            var expression = Express(chart, node, clock);
            if (expression is null && node.Meaning is not Word) continue;
            (longest, end, rank) = (expression, node.End, node.Meaning.Rank);
        }
        return (longest, end);
    }

    /// <summary>Whether a reading takes apart what is more: "at 6" of "at 6 percent", "at 10" of "at 10 past 9".</summary>
    private static bool IsCrossed(Chart chart, Node node)
    {
        for (var at = node.Start + 1; at < node.End; at++)
        {
            foreach (var other in chart.At(at))
            {
                if (other.Meaning is Word && other.End > node.End) return true;
                if (other.End <= node.End || chart.Grammar.IsInner(other.Category) || other.Meaning is Number or Ordinal or RelativeOrdinal or NumberRange) continue;
                if ((other.End - at > node.End - node.Start || other.Meaning is Quantity { Value: not null } or Length) && chart.IsEdge(at) && chart.IsEdge(other.End)) return true;
            }
        }
        return false;
    }

    /// <summary>Whether a token says that what follows is no exact value.</summary>
    private static bool IsAbout(Chart chart, int at)
    {
        foreach (var node in chart.At(at))
        {
            if (node.Meaning is AboutMark) return true;
        }
        return false;
    }

    /// <summary>The expression as one that is no exact value, where it is one of numbers and lengths.</summary>
    private static Expression About(Expression exact) =>
        exact.Kind is >= ExpressionKind.Number or ExpressionKind.Duration && exact.Value is not null ? exact with { Value = null, Near = exact.Value } : exact;

    private static Expression? Express(Chart chart, Node node, SpeakerClock clock)
    {
        var expression = chart.Grammar.IsInner(node.Category) || !chart.IsEdge(node.Start) || !chart.IsEdge(node.End) ? null : Express(node.Meaning, clock);
        return expression is null ? null : expression with
        {
            Start = chart.Tokens[node.Start].Start,
            End = chart.Tokens[node.End - 1].End,
            Meaning = node.Meaning,
            Parts = PartsOf(chart, node, clock),
        };
    }

    private static Expression? Express(Meaning meaning, SpeakerClock clock)
    {
        try
        {
            return meaning.Express(clock);
        }
        catch (Exception error) when (error is OverflowException or ArgumentOutOfRangeException)
        {
            // What the calendar does not reach is no value.
            return null;
        }
    }

    private static List<Expression> PartsOf(Chart chart, Node node, SpeakerClock clock)
    {
        List<Expression> parts = [];
        foreach (var part in node.Parts)
        {
            if (Express(chart, part, clock) is { } expression) parts.Add(expression);
            else parts.AddRange(PartsOf(chart, part, clock));
        }
        return parts;
    }
}
