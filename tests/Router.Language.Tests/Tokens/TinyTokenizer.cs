using Router.Language.Tokens;

namespace Router.Language.Tests.Tokens;

/// <summary>A tokenizer small enough to be read in a test.</summary>
internal static class TinyTokenizer
{
    public const string Characters = """
        # a small table
        drop 00AD
        drop 200B-200F
        drop E0001-E007F
        space 0000-0020
        space 00A0
        punctuation 0021-002F
        punctuation 003A-0040   # : ; < = > ? @
        punctuation 005B-0060
        punctuation 3002
        cjk 4E00-9FFF
        cjk 20000-2A6DF
        map 00C9 0065
        map 00E9 0065
        map 0301
        map 00C6 0061 0065
        map 00E6 0061 0065
        map 0130 0069
        map FF01 0021
        map FF21 0061
        map FF41 0061

        """;

    public static readonly string[] Pieces =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
        "turn", "##s", "light", "##ing", "on", "the", "a", "##a", "##e", "e", "cafe", "##b", "!", ",", "窗", "帘", "𠀀", "li",
    ];

    public static string CharactersWithCase => Characters + Capitals();

    /// <summary>The same table with every class as FIRST-LAST, the only form that the trainer reads.</summary>
    public static string CharactersWithRanges => string.Concat(CharactersWithCase.Split('\n').Select(line =>
        line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [not "map", var code] && !code.Contains('-', StringComparison.Ordinal)
            ? $"{line.Split(' ')[0]} {code}-{code}\n"
            : $"{line}\n"));

    /// <summary>The same table with marks that are left out where they end a text: , . ! and the ideographic full stop.</summary>
    public static string CharactersWithEnds => CharactersWithCase + "end 0021\nend 002C\nend 002E\nend 3002\nend FF01\n";

    public static WordPieceTokenizer Create(int maxTokens = 64) => Create(maxTokens, CharactersWithCase);

    public static WordPieceTokenizer CreateWithEnds() => Create(64, CharactersWithEnds);

    private static WordPieceTokenizer Create(int maxTokens, string characters) => WordPieceTokenizer.Parse(
        "vocab.txt", Bytes(string.Join('\n', Pieces) + "\n"), "characters.txt", Bytes(characters), maxTokens);

    public static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Capitals() => string.Concat(Enumerable.Range('A', 26).Select(c => $"map {c:X4} {c + 32:X4}\n"));
}
