namespace Router.ValueCases;

/// <summary>Words before an expression of which one reader says that they belong to it, and another that they do not.</summary>
internal static class Edges
{
    private static readonly string[] Small = ["at ", "on ", "in ", "for ", "from ", "by ", "the ", "在", "从", "再等", "，"];

    /// <summary>The place of an expression without such words and without blanks at its ends.</summary>
    public static (int Start, int End) Trim(string text, int start, int end)
    {
        end = Math.Min(end, text.Length);
        while (end > start && text[end - 1] == ' ') end--;
        while (start < end)
        {
            var word = text[start] == ' ' ? " " : Array.Find(Small, word => string.Compare(text, start, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0 && start + word.Length < end);
            if (word is null) break;
            start += word.Length;
        }
        return (start, end);
    }
}
