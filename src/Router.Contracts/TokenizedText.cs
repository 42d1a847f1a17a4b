namespace Router.Contracts;

/// <summary>A text as sent with its word pieces, a start marker before and an end marker after them.</summary>
public sealed class TokenizedText(string text, ReadOnlyMemory<Token> tokens, bool truncated)
{
    /// <summary>The text as sent; all offsets count its UTF-16 units.</summary>
    public string Text { get; } = text;

    /// <summary>The pieces in order, markers included; at most the backbone's <c>max_tokens</c>.</summary>
    public ReadOnlyMemory<Token> Tokens { get; } = tokens;

    /// <summary>True when the text had more pieces than the backbone takes and the rest was cut off.</summary>
    public bool Truncated { get; } = truncated;

    /// <summary>Who encodes and who judges the text; its first step is the one whose backbone these pieces are for.</summary>
    public TextRoute Route { get; init; } = TextRoute.None;

    /// <summary>The text in the pieces of the backbones of the route's further steps, in their order.</summary>
    public IReadOnlyList<TokenizedText> Further { get; init; } = [];
}
