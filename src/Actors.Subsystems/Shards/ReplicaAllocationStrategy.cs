using System.Collections.Immutable;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>Has Akka.NET's coordinator allocate as <see cref="ShardAllocation"/> decides, by what the nodes report.</summary>
/// <param name="allocation">Decides.</param>
/// <param name="view">What the coordinator's node knows.</param>
/// <param name="self">Its address.</param>
internal sealed class ReplicaAllocationStrategy(ShardAllocation allocation, ClusterView view, Address self) : IShardAllocationStrategy
{
    /// <inheritdoc/>
    public Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
    {
        var (regions, now) = (ByAddress(currentShardAllocations.Keys), view.Now);
        var node = ReplicaId.TryParse(shardId, out var replica)
            ? allocation.Place(replica, NodesOf(regions.Keys, now), Placed(currentShardAllocations), CostsOf(now))
            : null;
        // Nobody is no region of the coordinator's, so it leaves the shard without one until it is asked again. That is how every start begins, as nodes
        // report before their regions register; an exception would be logged as an error. What stays without a node is told as unserved.
        return Task.FromResult(node is null ? ActorRefs.Nobody : regions[node]);
    }

    /// <inheritdoc/>
    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        var (regions, now) = (ByAddress(currentShardAllocations.Keys), view.Now);
        var nodes = NodesOf(regions.Keys, now);
        var running = now.Reports.SelectMany(node => node.Value.Replicas).ToHashSet(StringComparer.Ordinal);
        // A node that is silent or has not said what it can run is on its way in or out, and a replica that has a node but does not run yet is on
        // its way too: its subsystem has one less until then, and another one that moved could be its last.
        if (nodes.Count < currentShardAllocations.Count || !currentShardAllocations.Values.SelectMany(shards => shards).All(running.Contains))
            return Task.FromResult<IImmutableSet<string>>(ImmutableHashSet<string>.Empty);
        var moves = allocation.Moves(nodes, Placed(currentShardAllocations), CostsOf(now), rebalanceInProgress.Count);
        return Task.FromResult<IImmutableSet<string>>(moves.Select(replica => $"{replica}").ToImmutableHashSet(StringComparer.Ordinal));
    }

    private static Func<string, double> CostsOf(ClusterSnapshot now) => ReplicaDirectory.CostsOf(now.Reports.Select(node => node.Value));

    private static List<ShardNode> NodesOf(IEnumerable<string> addresses, ClusterSnapshot now) =>
    [
        .. from address in addresses
           join node in now.Reports on address equals node.Key
           where now.Trusted.Contains(address)
           select new ShardNode(address, node.Value.Zone, HeadsOf(node.Value)),
    ];

    /// <summary>A node that leaves takes nothing any more.</summary>
    private static HashSet<string> HeadsOf(NodeReport report) =>
        (report.Leaves ? [] : report.Heads).Select(head => head.Subsystem).ToHashSet(StringComparer.Ordinal);

    /// <summary>A node that was started anew at its address may have two for a moment, until the end of the one is known.</summary>
    private Dictionary<string, IActorRef> ByAddress(IEnumerable<IActorRef> regions)
    {
        var byAddress = new Dictionary<string, IActorRef>(StringComparer.Ordinal);
        foreach (var region in regions) byAddress[AddressOf(region)] = region;
        return byAddress;
    }

    private Dictionary<ReplicaId, string> Placed(IImmutableDictionary<IActorRef, IImmutableList<string>> allocations)
    {
        var placed = new Dictionary<ReplicaId, string>();
        foreach (var (region, shards) in allocations)
        {
            foreach (var shard in shards)
            {
                if (ReplicaId.TryParse(shard, out var replica)) placed[replica] = AddressOf(region);
            }
        }
        return placed;
    }

    /// <summary>The coordinator's own region has a path without a host.</summary>
    private string AddressOf(IActorRef region) => $"{(region.Path.Address.HasLocalScope ? self : region.Path.Address)}";
}
