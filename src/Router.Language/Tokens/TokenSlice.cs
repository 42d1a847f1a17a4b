namespace Router.Language.Tokens;

/// <summary>
/// The tokens of a piece of a text, taken from the tokens of the whole. The tokenizer looks at nothing beyond the word that it is in but for marks
/// at the text's end, so they are what it would make of the piece by itself where the piece begins and ends between words, and not with a mark.
/// </summary>
internal static class TokenSlice
{
    /// <summary>Takes a piece.</summary>
    /// <param name="whole">The whole text.</param>
    /// <param name="start">UTF-16 offset into it.</param>
    /// <param name="end">UTF-16 offset into it, exclusive.</param>
    /// <returns>The piece, its offsets counted from its own start; null when its tokens cannot be told from the whole's.</returns>
    public static TokenizedText? Of(TokenizedText whole, int start, int end)
    {
        if (start == 0 && end == whole.Text.Length) return whole;
        var tokens = whole.Tokens.Span;
        if (tokens.Length < 2) return null;
        // The markers at both ends are no pieces.
        var (first, last) = (1, tokens.Length - 2);
        while (first <= last && tokens[first].Start < start) first++;
        var next = first;
        while (next <= last && tokens[next].End <= end) next++;
        if (!BeginsWord(tokens, first, start) || !EndsWord(whole, next, end) || !EndsWithLetter(whole.Text, tokens[first..next])) return null;
        var slice = new Token[next - first + 2];
        slice[0] = tokens[0];
        for (var i = first; i < next; i++) slice[i - first + 1] = tokens[i] with { Start = tokens[i].Start - start, End = tokens[i].End - start };
        slice[^1] = tokens[^1] with { Start = end - start, End = end - start };
        return FurtherOf(whole, start, end) is { } further
            ? new TokenizedText(whole.Text[start..end], slice, truncated: false) { Route = whole.Route, Further = further }
            : null;
    }

    /// <summary>The piece in the pieces of further backbones; null when one of them cannot be told.</summary>
    private static IReadOnlyList<TokenizedText>? FurtherOf(TokenizedText whole, int start, int end)
    {
        if (whole.Further.Count == 0) return [];
        var further = new TokenizedText[whole.Further.Count];
        for (var i = 0; i < further.Length; i++)
        {
            if (Of(whole.Further[i], start, end) is not { } piece) return null;
            further[i] = piece;
        }
        return further;
    }

    /// <summary>Whether what comes before lies wholly before, and the piece does not begin within a word.</summary>
    private static bool BeginsWord(ReadOnlySpan<Token> tokens, int first, int start) =>
        tokens[first - 1].End <= start && (first == tokens.Length - 1 || tokens[first].StartsWord);

    /// <summary>Whether what comes after lies wholly after, and the piece does not end within a word; unknown when the text was cut off there.</summary>
    private static bool EndsWord(TokenizedText whole, int next, int end)
    {
        var tokens = whole.Tokens.Span;
        if (next == tokens.Length - 1) return !whole.Truncated;
        return tokens[next].Start >= end && tokens[next].StartsWord;
    }

    /// <summary>Whether a piece ends with a letter or digit; anything else may be a mark that is left out where it ends a text.</summary>
    private static bool EndsWithLetter(string text, ReadOnlySpan<Token> pieces) => !pieces.IsEmpty && char.IsLetterOrDigit(text[pieces[^1].End - 1]);
}
