namespace Actors.Subsystems.Shards;

/// <summary>Cuts a batch into pieces whose states fit into a message.</summary>
internal static class FrameCuts
{
    /// <summary>The pieces, as first row and count; a row that does not fit by itself is a piece of its own.</summary>
    /// <param name="tokens">The tokens of each row.</param>
    /// <param name="bytesPerToken">Bytes for each token, above 0.</param>
    /// <param name="most">Bytes of a piece at most.</param>
    public static IEnumerable<(int First, int Count)> Of(IReadOnlyList<int> tokens, int bytesPerToken, long most)
    {
        var (first, bytes) = (0, 0L);
        for (var row = 0; row < tokens.Count; row++)
        {
            var own = (long)tokens[row] * bytesPerToken;
            if (row > first && bytes + own > most)
            {
                yield return (first, row - first);
                (first, bytes) = (row, 0);
            }
            bytes += own;
        }
        if (tokens.Count > first) yield return (first, tokens.Count - first);
    }
}
