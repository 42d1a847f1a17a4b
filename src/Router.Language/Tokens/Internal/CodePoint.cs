namespace Router.Language.Tokens;

/// <summary>Unicode code points as the tokenizer counts them.</summary>
internal static class CodePoint
{
    public const int Last = 0x10FFFF;

    public static bool IsSurrogate(int code) => code is >= 0xD800 and <= 0xDFFF;

    /// <summary>Reads the code point at <paramref name="position"/>; a lone surrogate is returned as it is, one unit long.</summary>
    public static int Read(ReadOnlySpan<char> text, int position, out int length)
    {
        var unit = text[position];
        if (char.IsHighSurrogate(unit) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]))
        {
            length = 2;
            return char.ConvertToUtf32(unit, text[position + 1]);
        }
        length = 1;
        return unit;
    }

    /// <summary>Reads the code point that ends at <paramref name="position"/>; a lone surrogate is returned as it is, one unit long.</summary>
    public static int ReadBefore(ReadOnlySpan<char> text, int position, out int length)
    {
        var isPair = position > 1 && char.IsLowSurrogate(text[position - 1]) && char.IsHighSurrogate(text[position - 2]);
        return Read(text, isPair ? position - 2 : position - 1, out length);
    }
}
