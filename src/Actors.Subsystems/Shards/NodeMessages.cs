namespace Actors.Subsystems.Shards;

/// <summary>To a node: the region that starts its replicas.</summary>
internal sealed record RegionStarted(IActorRef Region);

/// <summary>To a node: it is about to leave the cluster.</summary>
internal sealed class NodeLeaves
{
    public static readonly NodeLeaves Instance = new();
}
