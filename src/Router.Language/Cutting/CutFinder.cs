using System.Globalization;
using System.Text;
using Router.Contracts;

namespace Router.Language.Cutting;

/// <summary>
/// Finds the places where a text may be cut: each run of connectives, punctuation and hesitation with enough words on both of its
/// sides. A text without any costs one look-up for each of its words.
/// </summary>
/// <param name="minWords">A part has at least this many words; an ideograph is a word by itself.</param>
/// <param name="maxCandidates">At most this many places are given.</param>
internal sealed class CutFinder(int minWords, int maxCandidates)
{
    /// <summary>Finds the places.</summary>
    /// <returns>In the order of the text; when there are more than allowed, those with the strongest connectives, the earlier first.</returns>
    public IReadOnlyList<CutCandidate> Find(TokenizedText text)
    {
        if (!HasConnective(text)) return [];
        var words = WordsOf(text);
        var candidates = Candidates(text.Text, words);
        if (candidates.Count <= maxCandidates) return candidates;
        return [.. candidates.OrderByDescending(candidate => candidate.Kind).Take(maxCandidates).OrderBy(candidate => candidate.End)];
    }

    private List<CutCandidate> Candidates(string text, List<Range> words)
    {
        var candidates = new List<CutCandidate>();
        var (left, leftEnd) = (0, 0);
        for (var at = 0; at < words.Count;)
        {
            var run = Run(text, words, at, out var kind);
            if (run == 0)
            {
                if (IsWord(text, words[at])) left++;
                leftEnd = words[at].End.Value;
                at++;
                continue;
            }
            var right = at + run;
            if (kind > ConnectiveKind.Filler && left >= minWords && HasWords(text, words, right))
            {
                candidates.Add(new CutCandidate(leftEnd, words[right].Start.Value, kind));
                left = 0;
            }
            at = right;
        }
        return candidates;
    }

    /// <summary>The words of a run of connectives from here on; 0 when there is none. Its kind is its strongest connective's.</summary>
    private static int Run(string text, List<Range> words, int at, out ConnectiveKind kind)
    {
        var length = 0;
        kind = ConnectiveKind.Filler;
        while (at + length < words.Count)
        {
            var matched = Connectives.Match(text, words, at + length, out var next);
            if (matched == 0 || (next == ConnectiveKind.Pause && JoinsNumbers(text, words[at + length]))) break;
            if (next > kind) kind = next;
            length += matched;
        }
        return length;
    }

    /// <summary>Whether enough words stand between here and the end.</summary>
    private bool HasWords(string text, List<Range> words, int from)
    {
        var count = 0;
        for (var i = from; i < words.Count && count < minWords; i++)
        {
            if (IsWord(text, words[i])) count++;
        }
        return count >= minWords;
    }

    private static bool HasConnective(TokenizedText text)
    {
        var tokens = text.Tokens.Span;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].StartsWord && Connectives.CanBegin(text.Text.AsSpan()[tokens[i].Start..EndOfWord(tokens, i)])) return true;
        }
        return false;
    }

    private static List<Range> WordsOf(TokenizedText text)
    {
        var tokens = text.Tokens.Span;
        var words = new List<Range>(tokens.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].StartsWord) words.Add(tokens[i].Start..EndOfWord(tokens, i));
        }
        return words;
    }

    private static int EndOfWord(ReadOnlySpan<Token> tokens, int first)
    {
        var last = first;
        while (last + 1 < tokens.Length && !tokens[last + 1].StartsWord && tokens[last + 1].End > tokens[last + 1].Start) last++;
        return tokens[last].End;
    }

    private static bool IsWord(string text, Range word)
    {
        Rune.DecodeFromUtf16(text.AsSpan(word), out var first, out _);
        return Rune.IsLetterOrDigit(first) || Rune.GetUnicodeCategory(first) == UnicodeCategory.OtherSymbol;
    }

    /// <summary>"7.30" and "10,000" are not cut.</summary>
    private static bool JoinsNumbers(string text, Range mark) =>
        mark.Start.Value > 0 && char.IsAsciiLetterOrDigit(text[mark.Start.Value - 1])
        && mark.End.Value < text.Length && char.IsAsciiLetterOrDigit(text[mark.End.Value]);
}
