namespace Actors.Subsystems.Shards;

/// <summary>A node that runs heads, as the allocation sees it.</summary>
/// <param name="Address">Tells it from others.</param>
/// <param name="Zone">What fails together with it; "" when nothing is known of that.</param>
/// <param name="Heads">The subsystems whose package it has.</param>
public sealed record ShardNode(string Address, string Zone, IReadOnlySet<string> Heads);

/// <summary>
/// Decides which node runs which replica: never a node without the head's package, never two replicas of a subsystem on one node, in one zone only
/// where there is no other, and of the nodes left the one with the least work. What runs stays where it is unless moving it is worth it.
/// </summary>
/// <param name="mostMoves">Replicas that move at once at most.</param>
/// <param name="leastGain">
/// Nothing moves between two nodes whose work differs by less than this share of the busier one's, and a replica moves only if the busier one
/// has less to do afterwards by this share of the replica's own work: costs are measured, and noise should move nothing.
/// </param>
public sealed class ShardAllocation(int mostMoves = 3, double leastGain = 0.2)
{
    /// <summary>The node for a replica that has none.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="nodes">The nodes, each address once.</param>
    /// <param name="placed">The replicas that have a node, with its address; this one is not looked for among them.</param>
    /// <param name="cost">The work that a subsystem makes, in any unit, above 0.</param>
    /// <returns>Its address; null when no node may run it.</returns>
    public string? Place(
        ReplicaId replica, IReadOnlyCollection<ShardNode> nodes, IReadOnlyDictionary<ReplicaId, string> placed, Func<string, double> cost) =>
        new Plan(nodes, placed, cost).Place(replica)?.Address;

    /// <summary>The replicas that should stop where they are, to be placed anew.</summary>
    /// <inheritdoc cref="Place"/>
    /// <param name="nodes">The nodes, each address once.</param>
    /// <param name="placed">The replicas that have a node, with its address.</param>
    /// <param name="cost">The work that a subsystem makes, in any unit, above 0.</param>
    /// <param name="underWay">Replicas that move already; while there are some, no other one begins to.</param>
    /// <returns>At most as many as may move at once, the most urgent first, and never two of one subsystem.</returns>
    public IReadOnlyList<ReplicaId> Moves(
        IReadOnlyCollection<ShardNode> nodes, IReadOnlyDictionary<ReplicaId, string> placed, Func<string, double> cost, int underWay)
    {
        var moves = new List<ReplicaId>();
        if (underWay > 0) return moves;
        var plan = new Plan(nodes, placed, cost);
        while (moves.Count < mostMoves && (plan.FindMisplaced() ?? plan.FindBestMove(leastGain)) is var (replica, target))
        {
            // While one replica moves, the others of its subsystem answer.
            if (moves.Exists(move => move.Subsystem == replica.Subsystem)) break;
            moves.Add(replica);
            plan.Put(replica, target);
        }
        return moves;
    }

    /// <summary>Who runs what, and what that makes each node's work.</summary>
    private sealed class Plan
    {
        private readonly List<ShardNode> _nodes;
        private readonly SortedDictionary<ReplicaId, ShardNode?> _placed = new(Comparer<ReplicaId>.Create(Compare));
        private readonly Dictionary<ShardNode, double> _work;
        private readonly Func<string, double> _cost;

        public Plan(IReadOnlyCollection<ShardNode> nodes, IReadOnlyDictionary<ReplicaId, string> placed, Func<string, double> cost)
        {
            // Two nodes with the same work must always be told apart in the same way.
            _nodes = [.. nodes.OrderBy(node => node.Address, StringComparer.Ordinal)];
            _cost = cost;
            _work = _nodes.ToDictionary(node => node, _ => 0.0);
            foreach (var (replica, address) in placed) Put(replica, _nodes.Find(node => node.Address == address));
        }

        public void Put(ReplicaId replica, ShardNode? node)
        {
            if (_placed.GetValueOrDefault(replica) is { } before) _work[before] -= _cost(replica.Subsystem);
            _placed[replica] = node;
            if (node is not null) _work[node] += _cost(replica.Subsystem);
        }

        /// <summary>The best node for a replica, as if it were placed nowhere.</summary>
        public ShardNode? Place(ReplicaId replica) => Place(replica, SiblingsOf(replica));

        /// <summary>A replica where it must not be, or in the zone of another one though there is a better place; with that place.</summary>
        public (ReplicaId Replica, ShardNode Target)? FindMisplaced()
        {
            foreach (var (replica, node) in _placed)
            {
                var siblings = SiblingsOf(replica);
                var isWrong = node is null || !MayRun(node, replica, siblings);
                if (!isWrong && !SharesZone(node!, siblings)) continue;
                if (Place(replica, siblings) is { } better && (isWrong || !SharesZone(better, siblings))) return (replica, better);
            }
            return null;
        }

        /// <summary>The move that takes most off the busier one of its two nodes.</summary>
        public (ReplicaId Replica, ShardNode Target)? FindBestMove(double leastGain)
        {
            var (best, most) = (((ReplicaId, ShardNode)?)null, 0.0);
            foreach (var (replica, node) in _placed)
            {
                var siblings = SiblingsOf(replica);
                if (node is null || Place(replica, siblings) is not { } target || target == node) continue;
                if (SharesZone(target, siblings) && !SharesZone(node, siblings)) continue;
                var (cost, difference) = (_cost(replica.Subsystem), _work[node] - _work[target]);
                var gain = Math.Min(cost, difference - cost);
                if (gain > most && gain >= leastGain * cost && difference >= leastGain * _work[node]) (best, most) = ((replica, target), gain);
            }
            return best;
        }

        private ShardNode? Place(ReplicaId replica, ShardNode?[] siblings)
        {
            var at = _placed.GetValueOrDefault(replica);
            return _nodes
                .Where(node => MayRun(node, replica, siblings))
                .OrderBy(node => SharesZone(node, siblings))
                .ThenBy(node => node == at ? _work[node] - _cost(replica.Subsystem) : _work[node])
                .FirstOrDefault();
        }

        private static bool MayRun(ShardNode node, ReplicaId replica, ShardNode?[] siblings) =>
            node.Heads.Contains(replica.Subsystem) && !siblings.Contains(node);

        private static bool SharesZone(ShardNode node, ShardNode?[] siblings) =>
            node.Zone.Length > 0 && siblings.Any(sibling => sibling?.Zone == node.Zone);

        private ShardNode?[] SiblingsOf(ReplicaId replica) =>
            [.. _placed.Where(other => other.Key.Subsystem == replica.Subsystem && other.Key != replica).Select(other => other.Value)];

        private static int Compare(ReplicaId one, ReplicaId other) =>
            string.CompareOrdinal(one.Subsystem, other.Subsystem) is var order and not 0 ? order : one.Replica.CompareTo(other.Replica);
    }
}
