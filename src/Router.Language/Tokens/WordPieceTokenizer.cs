namespace Router.Language.Tokens;

/// <summary>
/// Splits a text into words (white space, punctuation, each CJK ideograph by itself; lower case, without accents) and words
/// into pieces by greedy longest match, as BERT does (Devlin et al., 2019; Wu et al., 2016). Every piece knows the UTF-16 span
/// of the text as sent that it came from; a character that is left out may lie within it. Marks that end a text are left out where
/// the table of characters says so, so that a text is the same with and without.
/// </summary>
/// <remarks>Immutable, so any number of threads may share it. Allocates the result and nothing else.</remarks>
public sealed class WordPieceTokenizer
{
    /// <summary>Fewest tokens that make sense: two markers and a piece.</summary>
    public const int SmallestMaxTokens = 3;

    /// <summary>Most tokens supported.</summary>
    public const int LargestMaxTokens = 512;

    /// <summary>The id before the first piece.</summary>
    public const int OpeningMarker = Vocabulary.Opening;

    /// <summary>The id after the last piece.</summary>
    public const int ClosingMarker = Vocabulary.Closing;

    /// <summary>A word of more code points becomes one unknown piece.</summary>
    internal const int LongestWord = 100;

    private readonly CharacterTable _characters;
    private readonly Vocabulary _vocabulary;

    private WordPieceTokenizer(CharacterTable characters, Vocabulary vocabulary, int maxTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, SmallestMaxTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxTokens, LargestMaxTokens);
        (_characters, _vocabulary, MaxTokens) = (characters, vocabulary, maxTokens);
    }

    /// <summary>Most tokens of a result, the two markers included.</summary>
    public int MaxTokens { get; }

    /// <summary>Number of pieces; ids are below it.</summary>
    public int VocabularySize => _vocabulary.Count;

    /// <summary>Reads the two files of a tokenizer.</summary>
    /// <param name="vocabularyFile">How messages name the vocabulary.</param>
    /// <param name="vocabulary">One piece a line; the line's number, from 0, is its id.</param>
    /// <param name="charactersFile">How messages name the characters.</param>
    /// <param name="characters">Classes and mappings of code points.</param>
    /// <param name="maxTokens">3 to 512.</param>
    /// <exception cref="ModelPackageException">A file is malformed; the message names file and line.</exception>
    public static WordPieceTokenizer Parse(
        string vocabularyFile, byte[] vocabulary, string charactersFile, byte[] characters, int maxTokens) =>
        new(CharacterTable.Parse(charactersFile, characters), Vocabulary.Parse(vocabularyFile, vocabulary), maxTokens);

    /// <summary>Whether a code point is left out wherever it stands, as if it were not in the text.</summary>
    internal bool IsDropped(int code) => _characters.ClassOf(code) == CharacterClass.Dropped;

    /// <summary>Whether a code point separates words and belongs to none; lone surrogates do.</summary>
    internal bool IsSpace(int code) => CodePoint.IsSurrogate(code) || _characters.ClassOf(code) == CharacterClass.Space;

    /// <summary>Tokenises any UTF-16 text; lone surrogates count as white space.</summary>
    public TokenizedText Tokenize(string text) => Tokenize(text, TextRoute.None, []);

    /// <summary>Tokenises any UTF-16 text; lone surrogates count as white space.</summary>
    /// <param name="text">The text.</param>
    /// <param name="route">Who encodes and who judges it.</param>
    /// <param name="further">The text in the pieces of the route's further backbones.</param>
    public TokenizedText Tokenize(string text, TextRoute route, IReadOnlyList<TokenizedText> further)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<Token> tokens = stackalloc Token[MaxTokens];
        Span<int> word = stackalloc int[3 * LongestWord];
        var writer = new PieceWriter(_vocabulary, tokens, word);
        writer.Mark(Vocabulary.Opening, 0);
        var truncated = !Split(text, ref writer);
        writer.Mark(Vocabulary.Closing, text.Length);
        return new TokenizedText(text, writer.ToArray(), truncated) { Route = route, Further = further };
    }

    /// <summary>Where a text ends without the marks at its end, white space and dropped characters between them; of marks alone nothing is left out.</summary>
    internal int EndOf(string text)
    {
        var end = text.Length;
        for (var position = text.Length; position > 0;)
        {
            var code = CodePoint.ReadBefore(text, position, out var length);
            position -= length;
            if (_characters.EndsText(code)) end = position;
            else if (!IsSpace(code) && !IsDropped(code)) return EndsAbbreviation(text, end) ? end + 1 : end;
        }
        return text.Length;
    }

    /// <summary>Whether a full stop belongs to the letter before it, as in "p.m." and "u. s. a.": another one stands before that letter.</summary>
    private static bool EndsAbbreviation(string text, int position)
    {
        if (position < 2 || position == text.Length || text[position] != '.' || !char.IsAsciiLetter(text[position - 1])) return false;
        var before = position - 2;
        while (before > 0 && text[before] == ' ') before--;
        return text[before] == '.';
    }

    /// <summary>Walks the text once; false when there was no room for all its pieces.</summary>
    private bool Split(string text, ref PieceWriter writer)
    {
        var to = EndOf(text);
        for (var position = 0; position < to && !writer.IsFull;)
        {
            var code = CodePoint.Read(text, position, out var length);
            var (start, end) = (position, position + length);
            position = end;
            if (IsDropped(code)) continue;
            if (IsSpace(code)) writer.EndWord();
            else if (!_characters.TryMap(code, out var mapped)) Append(code, start, end, ref writer);
            else if (mapped.IsEmpty) writer.ExtendOrUnknown(start, end);
            else foreach (var target in mapped) Append(target, start, end, ref writer);
        }
        writer.EndWord();
        return !writer.IsFull;
    }

    private void Append(int code, int start, int end, ref PieceWriter writer)
    {
        if (_characters.ClassOf(code) is CharacterClass.Cjk or CharacterClass.Punctuation) writer.Single(code, start, end);
        else writer.Append(code, start, end);
    }
}
