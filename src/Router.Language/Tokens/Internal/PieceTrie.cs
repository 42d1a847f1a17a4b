namespace Router.Language.Tokens;

/// <summary>
/// The word pieces as two tries over code points, one for the start of a word and one for its continuation, in one
/// open-addressed table: finding the longest piece costs one probe a code point and allocates nothing.
/// </summary>
internal sealed class PieceTrie
{
    public const int Start = 0;
    public const int Continuation = 1;
    private const int NoPiece = -1;
    private const int CodePointBits = 21;

    private readonly List<int> _pieces = [NoPiece, NoPiece];
    private ulong[] _keys = new ulong[1024];
    private int[] _nodes = new int[1024];
    private int _edges;

    /// <summary>Adds a piece below <see cref="Start"/> or <see cref="Continuation"/>; false when it is there already.</summary>
    public bool Add(int root, ReadOnlySpan<char> piece, int id)
    {
        var node = root;
        for (var i = 0; i < piece.Length;)
        {
            var code = CodePoint.Read(piece, i, out var length);
            i += length;
            node = Step(node, code, out var slot) is var next and >= 0 ? next : AddEdge(node, code, slot);
        }
        if (_pieces[node] != NoPiece) return false;
        _pieces[node] = id;
        return true;
    }

    /// <summary>The longest piece that <paramref name="word"/> begins with: its id and length, or false.</summary>
    public bool TryLongest(int root, ReadOnlySpan<int> word, out int id, out int length)
    {
        (id, length) = (NoPiece, 0);
        var node = root;
        for (var i = 0; i < word.Length; i++)
        {
            node = Step(node, word[i], out _);
            if (node < 0) break;
            if (_pieces[node] != NoPiece) (id, length) = (_pieces[node], i + 1);
        }
        return length > 0;
    }

    // Key 0 marks an empty slot: node 0 with code point 0 would be it, so nodes count from 1 in keys.
    private static ulong Key(int node, int code) => ((ulong)(node + 1) << CodePointBits) | (uint)code;

    private int Step(int node, int code, out int slot)
    {
        var key = Key(node, code);
        var mask = _keys.Length - 1;
        slot = (int)((key * 0x9E3779B97F4A7C15UL) >> 32) & mask;
        while (_keys[slot] != 0)
        {
            if (_keys[slot] == key) return _nodes[slot];
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private int AddEdge(int node, int code, int slot)
    {
        if (++_edges * 2 > _keys.Length)
        {
            Grow();
            Step(node, code, out slot);
        }
        _keys[slot] = Key(node, code);
        _nodes[slot] = _pieces.Count;
        _pieces.Add(NoPiece);
        return _pieces.Count - 1;
    }

    private void Grow()
    {
        var (keys, nodes) = (_keys, _nodes);
        (_keys, _nodes) = (new ulong[keys.Length * 2], new int[keys.Length * 2]);
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] == 0) continue;
            const ulong codeMask = (1UL << CodePointBits) - 1;
            Step((int)(keys[i] >> CodePointBits) - 1, (int)(keys[i] & codeMask), out var slot);
            (_keys[slot], _nodes[slot]) = (keys[i], nodes[i]);
        }
    }
}
