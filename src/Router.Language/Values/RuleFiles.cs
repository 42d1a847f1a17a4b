using Router.Language.Values.Chinese;
using Router.Language.Values.Composing;
using Router.Language.Values.Grammar;

namespace Router.Language.Values;

/// <summary>The rule files that are built into the program.</summary>
internal static class RuleFiles
{
    /// <summary>Reads the rules of languages, and those that all share.</summary>
    public static GrammarRules Load(ReadingLanguages languages)
    {
        var reader = new RuleReader(Actions.All);
        Read(reader, "shared.rules");
        if (languages.HasFlag(ReadingLanguages.English)) Read(reader, "en.rules");
        if (languages.HasFlag(ReadingLanguages.Chinese))
        {
            Read(reader, "zh.rules");
            Read(reader, "zh-numbers.rules");
        }
        return reader.ToGrammar(grammar => Scanners(grammar, languages));
    }

    private static IEnumerable<Scanner> Scanners(GrammarRules grammar, ReadingLanguages languages)
    {
        yield return new DigitScanner(grammar).Scan;
        if (languages.HasFlag(ReadingLanguages.English)) yield return new EnglishNumberScanner(grammar).Scan;
        if (languages.HasFlag(ReadingLanguages.Chinese)) yield return new ChineseNumbers(grammar).Scan;
    }

    private static void Read(RuleReader reader, string name)
    {
        using var stream = typeof(RuleFiles).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not built in");
        using var text = new StreamReader(stream);
        reader.Read(name, text.ReadToEnd());
    }
}
