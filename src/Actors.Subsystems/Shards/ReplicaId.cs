using System.Globalization;

namespace Actors.Subsystems.Shards;

/// <summary>One of the replicas of a subsystem: an entity of the shard region, and a shard of its own, as heads differ too much in cost to move together.</summary>
/// <param name="Subsystem">The subsystem.</param>
/// <param name="Replica">0 and up.</param>
public readonly record struct ReplicaId(string Subsystem, int Replica)
{
    private const char Separator = '/';

    /// <summary>Reads <c>NAME/R</c>.</summary>
    public static bool TryParse(string text, out ReplicaId id)
    {
        var at = text.LastIndexOf(Separator);
        var isOne = int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var replica) && at > 0;
        id = isOne ? new ReplicaId(text[..at], replica) : default;
        return isOne;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Subsystem}{Separator}{Replica}");
}
