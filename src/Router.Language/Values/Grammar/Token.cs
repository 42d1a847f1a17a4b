namespace Router.Language.Values.Grammar;

/// <summary>What a token is written with.</summary>
internal enum TokenKind
{
    /// <summary>A run of letters.</summary>
    Word,

    /// <summary>A run of digits.</summary>
    Digits,

    /// <summary>One Chinese character.</summary>
    Han,

    /// <summary>One mark.</summary>
    Mark,
}

/// <summary>A token of a text.</summary>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="End">The unit after its last.</param>
/// <param name="Kind">What it is written with.</param>
/// <param name="Word">Its number in the vocabulary; 0 when no rule names it.</param>
/// <param name="Number">The value of digits, of the first 18; else 0.</param>
/// <param name="IsGlued">Whether nothing stands between it and the token before.</param>
internal readonly record struct Token(int Start, int End, TokenKind Kind, int Word, long Number, bool IsGlued)
{
    /// <summary>UTF-16 units.</summary>
    public int Length => End - Start;

    /// <summary>Whether it cannot be told apart from a neighbour of its own kind but by a space.</summary>
    public bool IsAlphanumeric => Kind is TokenKind.Word or TokenKind.Digits;
}
