using Router.Language.Values.Grammar;

namespace Router.Language.Values.Chinese;

/// <summary>Chinese characters of a chart's text.</summary>
internal static class ChineseTokens
{
    /// <summary>The character that is a token, folded; '\0' when it is no Chinese one or outside of the text.</summary>
    public static char Han(this Chart chart, int at) =>
        (uint)at < (uint)chart.Tokens.Count && chart.Tokens[at] is { Kind: TokenKind.Han, Length: 1 } token ? Tokenizer.Fold(chart.Text[token.Start]) : '\0';

    /// <summary>Whether the tokens from one on are these characters.</summary>
    public static bool IsHan(this Chart chart, int at, string characters)
    {
        for (var i = 0; i < characters.Length; i++)
        {
            if (chart.Han(at + i) != characters[i]) return false;
        }
        return true;
    }
}
