namespace Actors.Subsystems.Shards;

/// <summary>Cuts a batch into pieces that fit into a message.</summary>
internal static class FrameCuts
{
    /// <summary>The pieces, as first row and count; a row that does not fit by itself is a piece of its own.</summary>
    /// <param name="bytes">Bytes of each row, above 0.</param>
    /// <param name="most">Bytes of a piece at most.</param>
    public static IEnumerable<(int First, int Count)> Of(IReadOnlyList<long> bytes, long most)
    {
        var (first, sum) = (0, 0L);
        for (var row = 0; row < bytes.Count; row++)
        {
            if (row > first && sum + bytes[row] > most)
            {
                yield return (first, row - first);
                (first, sum) = (row, 0);
            }
            sum += bytes[row];
        }
        if (bytes.Count > first) yield return (first, bytes.Count - first);
    }
}
