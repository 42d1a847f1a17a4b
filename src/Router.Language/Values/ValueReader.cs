using System.Collections.Concurrent;
using Router.Language.Values.Composing;
using Router.Language.Values.Grammar;

namespace Router.Language.Values;

/// <summary>Finds what a text says about time and numbers. Any number of threads may call it.</summary>
internal static class ValueReader
{
    /// <summary>UTF-16 units; longer texts are read up to here.</summary>
    public const int LongestText = 4096;

    /// <summary>Each read once, however many ask for it at first.</summary>
    private static readonly ConcurrentDictionary<ReadingLanguages, Lazy<GrammarRules>> Grammars = new();

    /// <summary>The expressions of a text, in order, none overlapping another.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="context">When and where it is said.</param>
    public static IReadOnlyList<Expression> Read(string text, ReadingContext context) => Open(text, context).Expressions;

    /// <summary>A text's expressions, and every other reading of its parts.</summary>
    public static TextReading Open(string text, ReadingContext context)
    {
        var grammar = Grammars.GetOrAdd(context.Languages, static languages => new(() => RuleFiles.Load(languages))).Value;
        var tokens = Tokenizer.Tokenize(text.Length > LongestText ? text[..LongestText] : text, grammar.Word);
        if (grammar.HasFillers) tokens.RemoveAll(token => grammar.IsFiller(token.Word));
        return new TextReading(Chart.Read(grammar, text, tokens), new SpeakerClock(context));
    }
}
