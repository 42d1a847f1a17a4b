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
        Read(reader, "shared");
        if (languages.HasFlag(ReadingLanguages.English)) Read(reader, "en-");
        if (languages.HasFlag(ReadingLanguages.Chinese)) Read(reader, "zh-");
        return reader.ToGrammar(grammar => Scanners(grammar, languages));
    }

    private static IEnumerable<Scanner> Scanners(GrammarRules grammar, ReadingLanguages languages)
    {
        yield return new DigitScanner(grammar).Scan;
        if (languages.HasFlag(ReadingLanguages.English)) yield return new EnglishNumberScanner(grammar).Scan;
        if (languages.HasFlag(ReadingLanguages.Chinese)) yield return new ChineseNumbers(grammar).Scan;
    }

    /// <summary>Reads all files whose names begin so.</summary>
    private static void Read(RuleReader reader, string prefix)
    {
        foreach (var name in typeof(RuleFiles).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".rules", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            using var stream = typeof(RuleFiles).Assembly.GetManifestResourceStream(name)!;
            using var text = new StreamReader(stream);
            reader.Read(name, text.ReadToEnd());
        }
    }
}
