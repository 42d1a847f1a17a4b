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
        private readonly ShardNode[] _nodes;
        private readonly Dictionary<string, ShardNode> _byAddress;
        private readonly Dictionary<string, Siblings> _subsystems = new(StringComparer.Ordinal);
        private readonly Dictionary<ShardNode, double> _work = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<(Siblings, string? Zone), ShardNode?> _others = [];
        private readonly Func<string, double> _cost;

        public Plan(IReadOnlyCollection<ShardNode> nodes, IReadOnlyDictionary<ReplicaId, string> placed, Func<string, double> cost)
        {
            // Two nodes with the same work must always be told apart in the same way.
            _nodes = [.. nodes.OrderBy(node => node.Address, StringComparer.Ordinal)];
            _byAddress = _nodes.ToDictionary(node => node.Address, StringComparer.Ordinal);
            _cost = cost;
            foreach (var node in _nodes) _work.Add(node, 0);
            foreach (var (replica, address) in placed) Put(replica, _byAddress.GetValueOrDefault(address));
        }

        public void Put(ReplicaId replica, ShardNode? node)
        {
            var siblings = SiblingsOf(replica.Subsystem);
            _others.Clear();
            if (siblings.Put(replica.Replica, node) is { } before) _work[before] -= siblings.Cost;
            if (node is not null) _work[node] += siblings.Cost;
        }

        /// <summary>The best node for a replica, as if it were placed nowhere.</summary>
        public ShardNode? Place(ReplicaId replica) => Place(replica, SiblingsOf(replica.Subsystem));

        /// <summary>A replica where it must not be, or in the zone of another one though there is a better place; with that place.</summary>
        public (ReplicaId Replica, ShardNode Target)? FindMisplaced()
        {
            foreach (var (replica, node, siblings) in Placed())
            {
                var isWrong = node is null || !siblings.MayRun(node, replica);
                if (!isWrong && !siblings.SharesZone(node!, replica)) continue;
                if (Place(replica, siblings) is { } better && (isWrong || !siblings.SharesZone(better, replica))) return (replica, better);
            }
            return null;
        }

        /// <summary>The move that takes most off the busier one of its two nodes.</summary>
        public (ReplicaId Replica, ShardNode Target)? FindBestMove(double leastGain)
        {
            var (best, most) = (((ReplicaId, ShardNode)?)null, 0.0);
            // Where nothing can be gained from the busiest nodes, nothing can be gained from any: a move's gain is no more than the difference of the two.
            var least = _work.Values.DefaultIfEmpty().Min();
            foreach (var (replica, node, siblings) in Placed())
            {
                if (node is null) continue;
                var (cost, work) = (siblings.Cost, _work[node]);
                if (Math.Min(cost, work - least - cost) is var bound && (bound <= most || bound < leastGain * cost || work - least < leastGain * work)) continue;
                if (Place(replica, siblings) is not { } target || target == node) continue;
                if (siblings.SharesZone(target, replica) && !siblings.SharesZone(node, replica)) continue;
                var difference = work - _work[target];
                var gain = Math.Min(cost, difference - cost);
                if (gain > most && gain >= leastGain * cost && difference >= leastGain * work) (best, most) = ((replica, target), gain);
            }
            return best;
        }

        private ShardNode? Place(ReplicaId replica, Siblings siblings)
        {
            var (at, other) = (siblings.At(replica.Replica), Other(replica, siblings));
            if (at is null || !siblings.MayRun(at, replica)) return other;
            return other is not null && Rank(other).CompareTo(Rank(at)) < 0 ? other : at;

            (bool, double, int) Rank(ShardNode node) =>
                (siblings.SharesZone(node, replica), node == at ? _work[node] - siblings.Cost : _work[node], Array.IndexOf(_nodes, node));
        }

        /// <summary>The best of the nodes that have no replica of a subsystem; the same for all its replicas in one zone.</summary>
        private ShardNode? Other(ReplicaId replica, Siblings siblings)
        {
            var key = (siblings, siblings.At(replica.Replica)?.Zone);
            if (_others.TryGetValue(key, out var best)) return best;
            var bestShares = false;
            foreach (var node in _nodes)
            {
                if (siblings.IsOn(node) || !siblings.MayRun(node, replica)) continue;
                var shares = siblings.SharesZone(node, replica);
                if (best is null || (shares == bestShares ? _work[node] < _work[best] : bestShares)) (best, bestShares) = (node, shares);
            }
            _others.Add(key, best);
            return best;
        }

        /// <summary>In order, so that the same work is always moved in the same way.</summary>
        private IEnumerable<(ReplicaId Replica, ShardNode? Node, Siblings Siblings)> Placed() =>
            from subsystem in _subsystems.OrderBy(own => own.Key, StringComparer.Ordinal)
            from replica in subsystem.Value.Placed.OrderBy(placed => placed.Key)
            select (new ReplicaId(subsystem.Key, replica.Key), replica.Value, subsystem.Value);

        private Siblings SiblingsOf(string subsystem)
        {
            if (!_subsystems.TryGetValue(subsystem, out var siblings)) _subsystems.Add(subsystem, siblings = new Siblings(subsystem, _cost(subsystem)));
            return siblings;
        }
    }

    /// <summary>The replicas of a subsystem.</summary>
    private sealed class Siblings(string subsystem, double cost)
    {
        private readonly Dictionary<int, ShardNode?> _placed = [];
        private readonly Dictionary<ShardNode, int> _onNode = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<string, int> _inZone = new(StringComparer.Ordinal);

        /// <summary>The work that one makes.</summary>
        public double Cost => cost;

        /// <summary>Each with its node; null for one that is not there any more.</summary>
        public IEnumerable<KeyValuePair<int, ShardNode?>> Placed => _placed;

        public ShardNode? At(int replica) => _placed.GetValueOrDefault(replica);

        /// <summary>Whether a replica is on a node.</summary>
        public bool IsOn(ShardNode node) => _onNode.GetValueOrDefault(node) > 0;

        /// <returns>Where it was before.</returns>
        public ShardNode? Put(int replica, ShardNode? node)
        {
            var before = At(replica);
            Count(before, -1);
            Count(node, 1);
            _placed[replica] = node;
            return before;
        }

        /// <summary>Whether a replica may run on a node, for the package and for its siblings.</summary>
        public bool MayRun(ShardNode node, ReplicaId replica) =>
            node.Heads.Contains(subsystem) && _onNode.GetValueOrDefault(node) == (At(replica.Replica) == node ? 1 : 0);

        /// <summary>Whether another replica is in a node's zone.</summary>
        public bool SharesZone(ShardNode node, ReplicaId replica) =>
            node.Zone.Length > 0 && _inZone.GetValueOrDefault(node.Zone) > (At(replica.Replica)?.Zone == node.Zone ? 1 : 0);

        private void Count(ShardNode? node, int change)
        {
            if (node is null) return;
            _onNode[node] = _onNode.GetValueOrDefault(node) + change;
            _inZone[node.Zone] = _inZone.GetValueOrDefault(node.Zone) + change;
        }
    }
}
