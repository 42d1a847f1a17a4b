namespace Router.Language;

/// <summary>
/// Words and phrases one of which a text has to have to mean something, as "except" is one of those that make exceptions. Case does not matter. A letter beside a cue
/// makes another word of it, but for Chinese characters, which are not written apart.
/// </summary>
/// <param name="words">The cues; where there is none, every text has one.</param>
/// <param name="except">Phrases that hold a cue and mean something else, as "nothing but" does; what stands in one is no cue.</param>
public sealed class Cues(IReadOnlyList<string> words, IReadOnlyList<string> except)
{
    /// <summary>Whether a text has one.</summary>
    public bool AreIn(string text)
    {
        if (words.Count == 0) return true;
        foreach (var phrase in except) text = Without(text, phrase);
        foreach (var word in words)
        {
            if (Find(text, word, 0) >= 0) return true;
        }
        return false;
    }

    private static string Without(string text, string phrase)
    {
        for (var at = Find(text, phrase, 0); at >= 0; at = Find(text, phrase, at)) text = text[..at] + text[(at + phrase.Length)..];
        return text;
    }

    private static int Find(string text, string cue, int from)
    {
        for (var at = from; (at = text.IndexOf(cue, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + cue.Length;
            if (!(at > 0 && AreJoined(text[at - 1], text[at])) && !(end < text.Length && AreJoined(text[end - 1], text[end]))) return at;
        }
        return -1;
    }

    /// <summary>Whether two characters that stand beside each other belong to one word.</summary>
    private static bool AreJoined(char one, char other) => IsOfWord(one) && IsOfWord(other);

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) && character is not (>= '\u3400' and <= '\u9FFF');
}
