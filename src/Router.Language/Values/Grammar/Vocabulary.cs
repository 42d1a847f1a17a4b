namespace Router.Language.Values.Grammar;

/// <summary>The words that rules name, numbered from 1. Filled when a grammar is read, then only looked up.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    /// <summary>An empty one.</summary>
    public Vocabulary() => _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The number of a word in lower case; 0 when it has none.</summary>
    public int Find(ReadOnlySpan<char> word) => _bySpan.TryGetValue(word, out var number) ? number : 0;

    /// <summary>The number of a word in lower case, which gets one when it has none.</summary>
    public int Add(string word)
    {
        if (!_words.TryGetValue(word, out var number)) _words.Add(word, number = _words.Count + 1);
        return number;
    }
}
