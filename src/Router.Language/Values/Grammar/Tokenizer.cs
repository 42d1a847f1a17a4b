using System.Globalization;
using System.Text;
using Router.Language.Values.Chinese;

namespace Router.Language.Values.Grammar;

/// <summary>Cuts texts into words, digits, Chinese characters and marks. Case, full width and the form of apostrophes and dashes do not count.</summary>
internal static class Tokenizer
{
    /// <summary>Longer words are in no vocabulary.</summary>
    private const int LongestWord = 32;

    private const int MostDigits = 18;

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">Any text; a broken surrogate is a mark.</param>
    /// <param name="number">The number of a word in a vocabulary.</param>
    public static List<Token> Tokenize(string text, WordNumber number)
    {
        List<Token> tokens = new(16);
        Span<char> word = stackalloc char[LongestWord];
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var isGlued = tokens.Count > 0 && tokens[^1].End == at;
            var kind = KindAt(text, at, out var width);
            var end = at + width;
            if (kind is TokenKind.Word or TokenKind.Digits)
            {
                while (end < text.Length && KindAt(text, end, out width) == kind) end += width;
            }
            tokens.Add(new(at, end, kind, Number(text.AsSpan(at, end - at), word, number), kind == TokenKind.Digits ? Digits(text, at, end) : 0, isGlued));
            at = end;
        }
        return tokens;
    }

    /// <summary>A character in the form that words of the vocabulary have.</summary>
    public static char Fold(char unit)
    {
        if (unit is >= 'a' and <= 'z') return unit;
        if (unit is >= '\uFF01' and <= '\uFF5E') unit = (char)(unit - 0xFEE0);
        return unit switch
        {
            '\u2019' or '\u2018' or '`' => '\'',
            '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212' => '-',
            _ => Traditional.Fold(char.ToLowerInvariant(unit)),
        };
    }

    private static int Number(ReadOnlySpan<char> text, Span<char> word, WordNumber number)
    {
        if (text.Length > LongestWord) return 0;
        for (var i = 0; i < text.Length; i++) word[i] = Fold(text[i]);
        return number(word[..text.Length]);
    }

    private static long Digits(string text, int start, int end)
    {
        long value = 0;
        for (var at = start; at < end && at - start < MostDigits; at++) value = value * 10 + (Fold(text[at]) - '0');
        return value;
    }

    private static TokenKind KindAt(string text, int at, out int width)
    {
        width = 1;
        var unit = Fold(text[at]);
        if (unit is >= 'a' and <= 'z') return TokenKind.Word;
        if (unit is >= '0' and <= '9') return TokenKind.Digits;
        if (unit < 128) return TokenKind.Mark;
        if (unit is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF' or '\u3007') return TokenKind.Han;
        if (!Rune.TryGetRuneAt(text, at, out var rune)) return TokenKind.Mark;
        width = rune.Utf16SequenceLength;
        if (rune.Value >= 0x20000) return TokenKind.Han;
        return Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark ? TokenKind.Word : TokenKind.Mark;
    }

    /// <summary>The number of a word in a vocabulary; 0 when it has none.</summary>
    public delegate int WordNumber(ReadOnlySpan<char> word);
}
