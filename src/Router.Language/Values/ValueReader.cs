using System.Collections.Concurrent;
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
            var (expression, end) = chart.At(at).Count > 0 && chart.IsEdge(at) ? Longest(chart, at, clock) : (null, at);
            if (expression is not null) expressions.Add(expression);
            at = Math.Max(end, at + 1);
        }
        return expressions;
    }

    /// <summary>The longest expression that begins at a token, and where it ends; none where a word that contains it does.</summary>
    private static (Expression? Expression, int End) Longest(Chart chart, int at, SpeakerClock clock)
    {
        Expression? longest = null;
        var (end, rank) = (at, int.MinValue);
        foreach (var node in chart.At(at))
        {
            if (node.End < end || node.End == end && node.Meaning.Rank <= rank || !chart.IsEdge(node.End)) continue;
            var expression = Express(chart, node, clock);
            if (expression is null && node.Meaning is not Word) continue;
            (longest, end, rank) = (expression, node.End, node.Meaning.Rank);
        }
        return (longest, end);
    }

    private static Expression? Express(Chart chart, Node node, SpeakerClock clock)
    {
        var expression = chart.Grammar.IsInner(node.Category) ? null : Express(node.Meaning, clock);
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
