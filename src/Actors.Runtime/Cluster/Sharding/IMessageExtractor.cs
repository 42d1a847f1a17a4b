using System.Globalization;

namespace Actors.Runtime.Cluster.Sharding;

/// <summary>Reads from a message whom it is for.</summary>
public interface IMessageExtractor
{
    /// <summary>The name of the entity; null or empty for a message that is for none, which becomes a dead letter.</summary>
    string? EntityId(object message);

    /// <summary>What the entity gets.</summary>
    object? EntityMessage(object message);

    /// <summary>The shard of an entity: the same on every node and in every version of the program.</summary>
    string ShardId(string entityId, object? messageHint = null);
}

/// <summary>Spreads entities over a fixed number of shards by a hash of their names.</summary>
public abstract class HashCodeMessageExtractor : IMessageExtractor
{
    /// <summary>How many shards there are.</summary>
    public readonly int MaxNumberOfShards;

    /// <summary>Makes an extractor.</summary>
    /// <param name="maxNumberOfShards">At least 1; about ten times the number of nodes there may ever be.</param>
    protected HashCodeMessageExtractor(int maxNumberOfShards)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfShards, 1);
        MaxNumberOfShards = maxNumberOfShards;
    }

    /// <summary>Makes an extractor from functions; without the second, entities get the messages as they are.</summary>
    public static HashCodeMessageExtractor Create(
        int maxNumberOfShards, Func<object, string?> entityIdExtractor, Func<object, object?>? messageExtractor = null) =>
        new FromFunctions(maxNumberOfShards, entityIdExtractor, messageExtractor);

    /// <inheritdoc/>
    public abstract string? EntityId(object message);

    /// <inheritdoc/>
    public virtual object? EntityMessage(object message) => message;

    /// <inheritdoc/>
    public virtual string ShardId(string entityId, object? messageHint = null) =>
        (Hash(entityId) % (uint)MaxNumberOfShards).ToString(CultureInfo.InvariantCulture);

    /// <summary>FNV-1a over the UTF-16 code units and a final mix; the runtime's own hash differs between processes.</summary>
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = unchecked((hash ^ c) * 16777619u);
        hash = unchecked((hash ^ (hash >> 16)) * 0x85ebca6bu);
        return hash ^ (hash >> 13);
    }

    private sealed class FromFunctions(int maxNumberOfShards, Func<object, string?> entityId, Func<object, object?>? entityMessage)
        : HashCodeMessageExtractor(maxNumberOfShards)
    {
        public override string? EntityId(object message) => entityId(message);

        public override object? EntityMessage(object message) => entityMessage is null ? message : entityMessage(message);
    }
}
