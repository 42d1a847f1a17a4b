using System.Buffers;
using System.Collections.Frozen;
using Router.Contracts;

namespace Router.Language.Cutting;

/// <summary>The words and phrases that join commands, in both languages. A phrase is a sequence of the tokenizer's words.</summary>
internal static class Connectives
{
    private const string Marks = ",;.!?，；。！？";

    private static readonly SearchValues<char> AnyMark = SearchValues.Create(Marks);

    private static readonly (ConnectiveKind Kind, string[] Phrases)[] Table =
    [
        (ConnectiveKind.Sequel,
        [
            "and then", "and also", "and after that", "and afterwards", "and next", "and finally", "and while you're at it", "and after",
            "then also", "after that", "afterwards", "followed by", "while you're at it", "at the same time", "in addition", "additionally",
            "oh and", "oh also", "but first", "and one more thing", "one more thing", "then after that", "once that's done",
            "when that's done", "when you're done", "once you're done", "and can you also", "and could you also",
            "然后", "然后再", "然后呢", "然后还", "然后也", "接着", "接着再", "接下来", "随后", "之后再", "完了再", "完了以后再", "完以后再", "之后",
            "另外", "此外", "还有就是", "顺便", "顺便再", "顺带", "顺手", "顺道", "同时", "与此同时", "并且", "而且", "最后", "最后再", "再然后",
            "对了", "哦对了", "还有", "紧接着", "完了", "完事", "完事再", "弄完", "弄完再", "再顺便",
        ]),
        (ConnectiveKind.Plain, ["and", "then", "also", "plus", "再", "并", "还要", "再接着", "完再", "以及"]),
        (ConnectiveKind.Pause, [.. Marks.Select(mark => $"{mark}")]),
        (ConnectiveKind.Nominal, ["&", "as well as", "as well", "和", "跟", "与", "及", "、", "加上", "外加"]),
        (ConnectiveKind.Filler, ["uh", "um", "er", "erm", "uhm", "hmm", "嗯", "呃", "那个", "哦"]),
    ];

    /// <summary>The phrases by their first word, the longest first.</summary>
    private static readonly FrozenDictionary<string, Phrase[]> ByFirstWord = Table
        .SelectMany(row => row.Phrases.Select(phrase => new Phrase(Split(phrase), row.Kind)))
        .GroupBy(phrase => phrase.Words[0], StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(
            group => group.Key, group => group.OrderByDescending(phrase => phrase.Words.Length).ToArray(), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Phrase[]>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        ByFirstWord.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Matches the longest phrase at a word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">Its words.</param>
    /// <param name="at">The word that the phrase must start with.</param>
    /// <param name="kind">The phrase's kind.</param>
    /// <returns>How many words it has; 0 when there is none.</returns>
    public static int Match(string text, IReadOnlyList<Range> words, int at, out ConnectiveKind kind)
    {
        kind = default;
        if (!Lookup.TryGetValue(text.AsSpan(words[at]), out var phrases)) return 0;
        foreach (var phrase in phrases)
        {
            if (!phrase.StandsAt(text, words, at)) continue;
            kind = phrase.Kind;
            return phrase.Words.Length;
        }
        return 0;
    }

    /// <summary>Whether a word can begin a phrase: the one question that every word of every text is asked.</summary>
    public static bool CanBegin(ReadOnlySpan<char> word) => Lookup.ContainsKey(word);

    /// <summary>The phrases of a kind.</summary>
    public static IReadOnlyList<string> Of(ConnectiveKind kind) => Table.First(row => row.Kind == kind).Phrases;

    /// <summary>Whether a punctuation mark stands in what joins two parts.</summary>
    public static bool HasMark(ReadOnlySpan<char> between) => between.ContainsAny(AnyMark);

    /// <summary>As the tokenizer splits: each ideograph by itself, and the apostrophe from the letters around it.</summary>
    private static string[] Split(string phrase)
    {
        if (phrase[0] >= '\u3400') return [.. phrase.Select(character => $"{character}")];
        return phrase.Replace("'", " ' ", StringComparison.Ordinal).Split(' ');
    }

    private sealed record Phrase(string[] Words, ConnectiveKind Kind)
    {
        public bool StandsAt(string text, IReadOnlyList<Range> words, int at)
        {
            if (at + Words.Length > words.Count) return false;
            for (var i = 1; i < Words.Length; i++)
            {
                if (!text.AsSpan(words[at + i]).Equals(Words[i], StringComparison.OrdinalIgnoreCase)) return false;
            }
            return true;
        }
    }
}
