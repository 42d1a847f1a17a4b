using Router.Contracts;

namespace Actors.Backbone.Tests;

/// <summary>Queries of a given length and the states a backbone would give for them.</summary>
internal static class Queries
{
    public const int Tap = 6;

    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static Query Of(int tokens, QueryPriority priority = QueryPriority.Normal, DateTimeOffset? deadline = null, int firstId = 1)
    {
        var pieces = new Token[tokens];
        for (var i = 0; i < tokens; i++) pieces[i] = new Token(firstId + i, i, i + 1, StartsWord: true);
        var text = new TokenizedText(new string('a', tokens), pieces, truncated: false);
        return new Query(Guid.CreateVersion7(), text, priority, Start, deadline ?? Start.AddSeconds(10));
    }

    /// <summary>States in which every value of a token is the token's id; width 2.</summary>
    public static HostLayerStates Encode(ReadOnlySpan<TokenizedText> texts)
    {
        var columns = 0;
        foreach (var text in texts) columns = Math.Max(columns, text.Tokens.Length);
        var ids = new long[texts.Length * columns];
        var mask = new long[ids.Length];
        var values = new float[ids.Length * 2];
        for (var row = 0; row < texts.Length; row++)
        {
            var tokens = texts[row].Tokens.Span;
            for (var column = 0; column < tokens.Length; column++)
            {
                var at = (row * columns) + column;
                (ids[at], mask[at]) = (tokens[column].Id, 1);
                (values[2 * at], values[(2 * at) + 1]) = (tokens[column].Id, tokens[column].Id);
            }
        }
        return new HostLayerStates(texts.Length, columns, ids, mask, new Dictionary<int, ReadOnlyMemory<float>> { [Tap] = values });
    }
}
