using Actors.Subsystems.Shards;

namespace Actors.Subsystems;

/// <summary>What the entity of a replica knows of itself.</summary>
/// <param name="Id">Which one it is.</param>
/// <param name="Node">Whoever tells it of batches; learns of its start and of its end.</param>
public sealed record Replica(ReplicaId Id, IActorRef Node);

/// <summary>To a node from a replica: it runs.</summary>
internal sealed record ReplicaStarted(ReplicaId Id);

/// <summary>To a node from a replica: its shard moves. The node answers with the end of the replica, behind the last batch for it.</summary>
internal sealed record ReplicaStops(ReplicaId Id);

/// <summary>To a replica from its shard: end, but not before what it was told of is judged.</summary>
internal sealed class StopReplica
{
    public static readonly StopReplica Instance = new();
}
