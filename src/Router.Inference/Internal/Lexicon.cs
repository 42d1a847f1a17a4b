using System.Numerics;
using Router.Language.Tokens;

namespace Router.Inference.Internal;

/// <summary>
/// The tagged phrases of <c>lexicon.tsv</c> (a phrase, a tab and its tag on each line) in a trie over token ids. At every word, for
/// every tag by itself, the longest phrase that begins there and ends with a word counts, left to right and without overlap;
/// different tags may overlap.
/// </summary>
/// <remarks>Immutable once parsed, so any number of threads may share it. Finding phrases allocates nothing.</remarks>
internal sealed class Lexicon
{
    public const int MostTags = 64;
    public const int MostPhrases = 100_000;
    public const int MostPieces = 32;
    public const int LongestPhrase = 200;
    private const int Root = 0;
    private const int Nowhere = -1;
    private readonly Dictionary<long, int> _edges = [];
    private readonly List<ulong> _tags = [0];
    private readonly int _tagCount;

    private Lexicon(int tagCount) => _tagCount = tagCount;

    /// <summary>Columns of what <see cref="Mark"/> writes for each token.</summary>
    public int Width => WidthOf(_tagCount);

    /// <summary>Columns for so many tags: one that is always 1, then two for each tag.</summary>
    public static int WidthOf(int tags) => 1 + (2 * tags);

    /// <param name="file">Named in errors.</param>
    /// <param name="content">UTF-8, lines ended by a line feed.</param>
    /// <param name="tags">The tags allowed, 1 to 64; their order is that of the columns.</param>
    /// <param name="tokenizer">Gives the phrases their pieces.</param>
    /// <exception cref="ModelPackageException">A line is malformed; the message names file, line and what is allowed.</exception>
    public static Lexicon Parse(string file, byte[] content, IReadOnlyList<string> tags, WordPieceTokenizer tokenizer)
    {
        var lines = TextFile.Lines(file, content, MostPhrases);
        if (lines.Length == 0) throw PackageError.InFile(file, $"0 phrases; allowed: 1 to {MostPhrases}");
        var lexicon = new Lexicon(tags.Count);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Split('\t') is not [var phrase, var name] || phrase.Length is 0 or > LongestPhrase)
                throw PackageError.AtLine(file, i + 1, PackageError.Quote(lines[i]), $"a phrase of at most {LongestPhrase} characters, a tab and a tag");
            var tag = IndexOf(tags, name);
            if (tag < 0) throw PackageError.AtLine(file, i + 1, $"tag {PackageError.Quote(name)}", string.Join(", ", tags));
            if (!lexicon.Add(Pieces(file, i + 1, phrase, tokenizer), 1UL << tag))
                throw PackageError.AtLine(file, i + 1, $"{PackageError.Quote(phrase)} a second time", "each phrase once for a tag");
        }
        return lexicon;
    }

    /// <summary>Marks the phrases of a text in the rows of its tokens.</summary>
    /// <param name="tokens">The text's pieces between its two markers.</param>
    /// <param name="rows">
    /// <c>[tokens, Width]</c>, written to where a phrase is: column 1 + 2·tag becomes 1 where it begins, column 2 + 2·tag where it goes on.
    /// </param>
    public void Mark(ReadOnlySpan<Token> tokens, Span<float> rows)
    {
        Span<int> longest = stackalloc int[_tagCount];
        Span<int> free = stackalloc int[_tagCount];
        free.Clear();
        for (var first = 1; first < tokens.Length - 1; first++)
        {
            if (!tokens[first].StartsWord) continue;
            for (var found = Longest(tokens, first, longest); found != 0; found &= found - 1)
            {
                var tag = BitOperations.TrailingZeroCount(found);
                if (free[tag] > first) continue;
                free[tag] = longest[tag] + 1;
                rows[(first * Width) + 1 + (2 * tag)] = 1;
                for (var token = first + 1; token <= longest[tag]; token++) rows[(token * Width) + 2 + (2 * tag)] = 1;
            }
        }
    }

    /// <summary>The tags of which a phrase begins at a token, one bit each, and the last token of the longest one of each.</summary>
    private ulong Longest(ReadOnlySpan<Token> tokens, int first, Span<int> longest)
    {
        var found = 0UL;
        var node = Root;
        for (var end = first; end < tokens.Length - 1; end++)
        {
            node = Step(node, tokens[end].Id);
            if (node == Nowhere) break;
            if (end + 2 < tokens.Length && !tokens[end + 1].StartsWord) continue;
            for (var tags = _tags[node]; tags != 0; tags &= tags - 1) longest[BitOperations.TrailingZeroCount(tags)] = end;
            found |= _tags[node];
        }
        return found;
    }

    private bool Add(ReadOnlySpan<Token> pieces, ulong tag)
    {
        var node = Root;
        foreach (var piece in pieces)
        {
            var next = Step(node, piece.Id);
            if (next == Nowhere)
            {
                next = _tags.Count;
                _edges.Add(Key(node, piece.Id), next);
                _tags.Add(0);
            }
            node = next;
        }
        if ((_tags[node] & tag) != 0) return false;
        _tags[node] |= tag;
        return true;
    }

    private int Step(int node, int id) => _edges.TryGetValue(Key(node, id), out var next) ? next : Nowhere;

    private static long Key(int node, int id) => ((long)node << 32) | (uint)id;

    private static ReadOnlySpan<Token> Pieces(string file, int line, string phrase, WordPieceTokenizer tokenizer)
    {
        var text = tokenizer.Tokenize(phrase);
        var pieces = text.Tokens.Span[1..^1];
        var known = true;
        foreach (var piece in pieces) known &= piece.Id != Vocabulary.Unknown;
        return known && !text.Truncated && pieces.Length is > 0 and <= MostPieces
            ? pieces
            : throw PackageError.AtLine(file, line, PackageError.Quote(phrase), $"a phrase of 1 to {MostPieces} pieces, all in the vocabulary");
    }

    private static int IndexOf(IReadOnlyList<string> tags, string name)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i] == name) return i;
        }
        return -1;
    }
}
