using System.Collections.Immutable;

namespace Actors.Runtime.Cluster.Sharding;

/// <summary>A message with the name of the entity it is for.</summary>
public sealed class ShardingEnvelope
{
    /// <summary>Makes one.</summary>
    public ShardingEnvelope(string entityId, object message) => (EntityId, Message) = (entityId, message);

    /// <summary>The name of the entity.</summary>
    public string EntityId { get; }

    /// <summary>What the entity gets.</summary>
    public object Message { get; }
}

/// <summary>
/// Told by an entity to its parent: stop me by this message. What comes for the entity until it has stopped is held back, and then starts
/// it again.
/// </summary>
public sealed class Passivate
{
    /// <summary>Makes one.</summary>
    /// <param name="stopMessage">What the entity gets, and stops on: often <see cref="PoisonPill"/>.</param>
    public Passivate(object stopMessage) => StopMessage = stopMessage;

    /// <summary>What the entity gets, and stops on.</summary>
    public object StopMessage { get; }
}

/// <summary>Asks a region for its <see cref="CurrentShardRegionState"/>.</summary>
public sealed class GetShardRegionState
{
    /// <summary>The only instance.</summary>
    public static readonly GetShardRegionState Instance = new();

    private GetShardRegionState()
    {
    }
}

/// <summary>The shards and entities that run in a region.</summary>
public sealed class CurrentShardRegionState
{
    /// <summary>The shards.</summary>
    public readonly IImmutableSet<ShardState> Shards;

    /// <summary>Shards that did not answer in time.</summary>
    public readonly IImmutableSet<string> Failed;

    /// <summary>Makes the answer.</summary>
    public CurrentShardRegionState(IImmutableSet<ShardState> shards, IImmutableSet<string> failed) => (Shards, Failed) = (shards, failed);
}

/// <summary>The entities that run in a shard.</summary>
public sealed class ShardState
{
    /// <summary>The shard.</summary>
    public readonly string ShardId;

    /// <summary>The names of its entities.</summary>
    public readonly IImmutableSet<string> EntityIds;

    /// <summary>Makes one.</summary>
    public ShardState(string shardId, IImmutableSet<string> entityIds) => (ShardId, EntityIds) = (shardId, entityIds);
}
