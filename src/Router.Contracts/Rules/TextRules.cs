namespace Router.Contracts;

/// <summary>What a text must be to be routed.</summary>
public static class TextRules
{
    /// <summary>Checks a text before anything is spent on it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">What the client calls it.</param>
    /// <param name="maxLength">Longest text allowed, in UTF-16 units.</param>
    /// <exception cref="InvalidRequestException">It is empty, white space only, too long or not valid UTF-16.</exception>
    public static void Check(string text, string field, int maxLength)
    {
        if (ProblemOf(text, maxLength) is { } problem) throw new InvalidRequestException(field, problem);
    }

    /// <summary>What is wrong with a text and what is allowed; null when nothing is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">Longest text allowed, in UTF-16 units.</param>
    public static string? ProblemOf(string text, int maxLength)
    {
        if (text.Length == 0) return "is empty; a text to route is needed";
        if (text.Length > maxLength) return $"has {text.Length} UTF-16 units; at most {maxLength} are allowed (router.limits.max-text-length)";
        if (text.AsSpan().IsWhiteSpace()) return "is only white space; a text to route is needed";
        return IndexOfLoneSurrogate(text) is var at and >= 0
            ? $"is not valid Unicode: the surrogate U+{(int)text[at]:X4} at {at} has no partner"
            : null;
    }

    private static int IndexOfLoneSurrogate(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (first < 0) return -1;
        for (var i = first; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return i;
            i++;
        }
        return -1;
    }
}
