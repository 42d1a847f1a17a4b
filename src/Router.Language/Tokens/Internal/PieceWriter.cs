namespace Router.Language.Tokens;

/// <summary>Gathers the code points of one word and writes its pieces; all memory is the caller's.</summary>
internal ref struct PieceWriter
{
    private readonly Vocabulary _vocabulary;
    private readonly Span<Token> _tokens;
    private readonly Span<int> _codes;
    private readonly Span<int> _starts;
    private readonly Span<int> _ends;
    private int _count;
    private int _length;
    private int _wordStart;
    private int _wordEnd;

    /// <param name="vocabulary">The pieces.</param>
    /// <param name="tokens">Room for the result; the last place is kept for the closing marker.</param>
    /// <param name="scratch">Three times the longest word.</param>
    public PieceWriter(Vocabulary vocabulary, Span<Token> tokens, Span<int> scratch)
    {
        var longest = scratch.Length / 3;
        _vocabulary = vocabulary;
        _tokens = tokens;
        _codes = scratch[..longest];
        _starts = scratch.Slice(longest, longest);
        _ends = scratch.Slice(2 * longest, longest);
    }

    /// <summary>True once a piece had to be left out.</summary>
    public bool IsFull { get; private set; }

    public readonly Token[] ToArray() => _tokens[.._count].ToArray();

    /// <summary>Writes a marker, which has an empty span.</summary>
    public void Mark(int id, int position) => _tokens[_count++] = new Token(id, position, position, StartsWord: false);

    /// <summary>Adds a code point to the word; <paramref name="start"/> and <paramref name="end"/> are what it was made from.</summary>
    public void Append(int code, int start, int end)
    {
        if (_length == 0) _wordStart = start;
        if (_length < _codes.Length) (_codes[_length], _starts[_length], _ends[_length]) = (code, start, end);
        _wordEnd = end;
        _length++;
    }

    /// <summary>A combining mark: part of the piece before it, or by itself an unknown word.</summary>
    public void ExtendOrUnknown(int start, int end)
    {
        if (_length == 0)
        {
            Write(new Token(Vocabulary.Unknown, start, end, StartsWord: true));
            return;
        }
        if (_length <= _codes.Length) _ends[_length - 1] = end;
        _wordEnd = end;
    }

    /// <summary>A code point that is a word by itself.</summary>
    public void Single(int code, int start, int end)
    {
        EndWord();
        Append(code, start, end);
        EndWord();
    }

    /// <summary>Writes the pieces of the word gathered, if there is one.</summary>
    public void EndWord()
    {
        if (_length == 0) return;
        if (!TryWritePieces()) Write(new Token(Vocabulary.Unknown, _wordStart, _wordEnd, StartsWord: true));
        _length = 0;
    }

    private bool TryWritePieces()
    {
        if (_length > _codes.Length) return false;
        var (before, full) = (_count, IsFull);
        var word = _codes[.._length];
        for (var position = 0; position < word.Length;)
        {
            var root = position == 0 ? PieceTrie.Start : PieceTrie.Continuation;
            if (!_vocabulary.Pieces.TryLongest(root, word[position..], out var id, out var length))
            {
                (_count, IsFull) = (before, full);
                return false;
            }
            Write(new Token(id, _starts[position], _ends[position + length - 1], StartsWord: position == 0));
            position += length;
        }
        return true;
    }

    private void Write(Token token)
    {
        if (_count < _tokens.Length - 1) _tokens[_count++] = token;
        else IsFull = true;
    }
}
