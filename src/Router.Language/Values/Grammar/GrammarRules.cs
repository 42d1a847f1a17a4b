using System.Collections.Frozen;

namespace Router.Language.Values.Grammar;

/// <summary>Adds to a chart what no rule can say, the numbers that begin at a token.</summary>
internal delegate void Scanner(Chart chart, int at);

/// <summary>The rules of one or more languages, by what their patterns begin with. Immutable; any number of threads may use it.</summary>
internal sealed class GrammarRules
{
    private readonly Rule[][] _byWord;
    private readonly Rule[][] _byCategory;
    private readonly FrozenDictionary<string, int> _categories;
    private readonly FrozenSet<int> _inner;
    private readonly FrozenSet<int> _alone;
    private readonly FrozenSet<int> _fillers;
    private readonly FrozenSet<int> _small;
    private readonly Vocabulary _words;

    /// <param name="rules">The rules, the more likely first: of two readings of the same tokens the first counts.</param>
    /// <param name="words">The words that they name.</param>
    /// <param name="categories">The numbers of the categories by name.</param>
    /// <param name="inner">Categories whose readings are no expressions by themselves.</param>
    /// <param name="alone">Those of them that a slot may mean by itself.</param>
    /// <param name="fillers">Words that count as not said.</param>
    /// <param name="small">Words that may stand before what is meant.</param>
    /// <param name="scanners">What reads numbers; it is given the grammar.</param>
    public GrammarRules(IReadOnlyCollection<Rule> rules, Vocabulary words, IReadOnlyDictionary<string, int> categories,
        IReadOnlySet<int> inner, IEnumerable<int> alone, IEnumerable<int> fillers, IEnumerable<int> small, Func<GrammarRules, IEnumerable<Scanner>> scanners)
    {
        (_words, _categories) = (words, categories.ToFrozenDictionary(StringComparer.Ordinal));
        (_inner, _alone, _fillers, _small) = (inner.ToFrozenSet(), alone.ToFrozenSet(), fillers.ToFrozenSet(), small.ToFrozenSet());
        _byWord = ByFirst(rules, false);
        _byCategory = ByFirst(rules, true);
        Scanners = [.. scanners(this)];
    }

    /// <summary>What reads numbers.</summary>
    public IReadOnlyList<Scanner> Scanners { get; }

    /// <summary>The rules that begin with a word of the vocabulary.</summary>
    public Rule[] ByWord(int word) => word < _byWord.Length ? _byWord[word] : [];

    /// <summary>The rules that begin with a category.</summary>
    public Rule[] ByCategory(int category) => category < _byCategory.Length ? _byCategory[category] : [];

    /// <summary>The number of a category that a rule names.</summary>
    /// <exception cref="KeyNotFoundException">No rule names it.</exception>
    public int Category(string name) => _categories[name];

    /// <summary>The number that a word in lower case gets, for the scanners.</summary>
    public int WordFor(string word) => _words.Add(word);

    /// <summary>Whether a slot may mean a reading of a category by itself.</summary>
    public bool IsAlone(int category) => !_inner.Contains(category) || _alone.Contains(category);

    /// <summary>Whether there are words that count as not said.</summary>
    public bool HasFillers => _fillers.Count > 0;

    /// <summary>Whether a word counts as not said: "um".</summary>
    public bool IsFiller(int word) => _fillers.Contains(word);

    /// <summary>Whether a word may stand before what is meant: "at", "the".</summary>
    public bool IsSmall(int word) => _small.Contains(word);

    /// <summary>Whether a category's readings are no expressions by themselves.</summary>
    public bool IsInner(int category) => _inner.Contains(category);

    /// <summary>The number of a word in lower case; 0 when no rule names it.</summary>
    public int Word(ReadOnlySpan<char> word) => _words.Find(word);

    private static Rule[][] ByFirst(IReadOnlyCollection<Rule> rules, bool isCategory)
    {
        var first = rules.Where(rule => rule.Pattern[0].IsCategory == isCategory).ToLookup(rule => rule.Pattern[0].Number);
        var most = first.Select(group => group.Key).DefaultIfEmpty(-1).Max();
        return [.. Enumerable.Range(0, most + 1).Select(number => first[number].ToArray())];
    }
}
