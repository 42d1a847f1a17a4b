using System.Runtime.InteropServices;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>
/// Which node runs which replica, as the nodes report it, and which of them are to be trusted with a batch. A node is known by its address.
/// </summary>
/// <param name="self">This node's address.</param>
/// <param name="quick">What takes no longer than that is as quick as any.</param>
internal sealed class ReplicaDirectory(string self, TimeSpan quick)
{
    /// <summary>So many verdicts late in a row, without a word from the node, are its silence and not a slow head.</summary>
    private const int MostLate = 3;

    /// <summary>Of its turns a slow node gets every so many-th, which shows when it is well again.</summary>
    private const int SlowTurns = 16;

    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<(string Subsystem, string Backbone)> _moving = [];
    private Dictionary<(string Subsystem, string Backbone), Places> _places = [];

    /// <summary>This node's address.</summary>
    public string Self => self;

    /// <summary>
    /// Counts what has changed in who runs what and in whom to trust. What else the other nodes' reports say, such as costs and bytes, counts with this node's next one: with a
    /// thousand nodes a thousand of them come in a second.
    /// </summary>
    public int Changes { get; private set; }

    /// <summary>Every node that has reported, with its report.</summary>
    public IEnumerable<KeyValuePair<string, NodeReport>> Reports =>
        _nodes.Where(node => node.Value.Report is not null).Select(node => KeyValuePair.Create(node.Key, node.Value.Report!));

    /// <summary>Takes a report.</summary>
    /// <returns>Whether the node runs something else than before.</returns>
    public bool Report(string node, NodeReport report)
    {
        var entry = Entry(node);
        var changes = entry.Report is not { } old
            || old.Leaves != report.Leaves
            || !old.Replicas.SequenceEqual(report.Replicas, StringComparer.Ordinal)
            || !BackbonesIn(old).SequenceEqual(BackbonesIn(report), StringComparer.Ordinal);
        var before = changes && entry.IsWithinReach ? entry.Judges.ToArray() : [];
        entry.Report = report;
        if (entry.Hear() | changes) Arrange();
        else if (node == self) Changes++;
        _moving.UnionWith(before.Where(place => !_places.ContainsKey(place)));
        return changes;
    }

    /// <summary>
    /// Whether a subsystem that runs nowhere within reach is to come: its last node has ended the replica by itself, which it does when another node has said
    /// that its own outlasts it. The word of that from the other node may come later, as only what one node says keeps its order.
    /// </summary>
    /// <param name="subsystem">The subsystem.</param>
    /// <param name="backbone">Which its head is to read; "" for any.</param>
    public bool Moves(string subsystem, string backbone) => _moving.Contains((subsystem, backbone));

    /// <summary>The subsystem was waited for in vain.</summary>
    /// <inheritdoc cref="Moves"/>
    public void MovesNoMore(string subsystem, string backbone) => _moving.Remove((subsystem, backbone));

    /// <summary>The node is no member any more.</summary>
    public void Remove(string node)
    {
        if (_nodes.Remove(node)) Arrange();
    }

    /// <summary>Whether the cluster can reach the node.</summary>
    public void SetReachable(string node, bool isReachable)
    {
        var entry = Entry(node);
        entry.IsReachable = isReachable;
        if (!isReachable) entry.Replicas.Clear();
        Arrange();
    }

    /// <summary>The connection to the node broke: what was on its way is lost.</summary>
    public void Lost(string node)
    {
        if (!_nodes.TryGetValue(node, out var entry)) return;
        entry.IsLost = true;
        entry.Replicas.Clear();
        Arrange();
    }

    /// <summary>The node said something.</summary>
    public void Heard(string node)
    {
        if (!_nodes.TryGetValue(node, out var entry)) return;
        entry.Words++;
        if (entry.Hear()) Arrange();
    }

    /// <summary>How often the node was heard of, beside its reports: its heads may hang while it lives.</summary>
    public int WordsOf(string node) => _nodes.TryGetValue(node, out var entry) ? entry.Words : 0;

    /// <summary>A verdict of the node is late, and nothing was heard of the node meanwhile: one that is heard of is busy.</summary>
    /// <returns>True when the node is not trusted from now on.</returns>
    public bool Late(string node)
    {
        if (node == self || !_nodes.TryGetValue(node, out var entry) || ++entry.Late != MostLate) return false;
        Arrange();
        return true;
    }

    /// <summary>A node took so long for a subsystem's verdicts on a batch.</summary>
    /// <returns>False when the node is slow there.</returns>
    public bool Took(string node, string subsystem, string backbone, TimeSpan latency)
    {
        var place = (subsystem, backbone);
        if (!_nodes.TryGetValue(node, out var entry) || !entry.Replicas.TryGetValue(place, out var replica) || !_places.TryGetValue(place, out var places)) return true;
        // This node is asked first however long it takes, and the others are compared with each other: they have the way in common.
        if (node != self) places.Took(replica, latency > quick ? latency : quick);
        return !replica.IsSlow;
    }

    /// <summary>Whether batches go to the node.</summary>
    public bool Trusts(string node) => node == self || (_nodes.TryGetValue(node, out var entry) && entry.IsTrusted);

    /// <summary>Whether another node that is trusted could take a replica of a subsystem.</summary>
    public bool HasHeadElsewhere(string subsystem) =>
        Reports.Any(node => node.Key != self && Trusts(node.Key) && !node.Value.Leaves && node.Value.Heads.Any(head => head.Subsystem == subsystem));

    /// <summary>
    /// The replicas of these nodes' heads that are to be started, so that each subsystem runs on as many nodes as could take it and as it is to have. Where enough of its replicas
    /// run, none of the others is missing, whatever their numbers: no node could take it, and the shard region would keep its start for as long.
    /// </summary>
    public IReadOnlyList<ReplicaId> Missing(Func<string, bool> runsHeads, Func<string, int> replicasOf)
    {
        var running = Reports.SelectMany(node => node.Value.Replicas).ToHashSet(StringComparer.Ordinal);
        var counts = running.CountBy(text => ReplicaId.TryParse(text, out var id) ? id.Subsystem : "", StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var heads = Reports.Where(node => Trusts(node.Key) && !node.Value.Leaves && runsHeads(node.Key)).SelectMany(node => node.Value.Heads).CountBy(head => head.Subsystem, StringComparer.Ordinal);
        return
        [
            .. from head in heads
               let wanted = replicasOf(head.Key)
               from id in Enumerable.Range(0, wanted).Select(replica => new ReplicaId(head.Key, replica)).Where(id => !running.Contains($"{id}"))
                   .Take(Math.Min(head.Value, wanted) - counts.GetValueOrDefault(head.Key))
               select id,
        ];
    }

    /// <summary>Whether a subsystem could judge a batch.</summary>
    /// <param name="subsystem">The subsystem.</param>
    /// <param name="backbone">Whose states the batch has; "" for any.</param>
    public bool Serves(string subsystem, string backbone = "") => _places.TryGetValue((subsystem, backbone), out var places) && places.Trusted > 0;

    /// <summary>
    /// The node to ask: this one where it has a replica, then one that is trusted and not slow, then one that is slow, then one that is silent; none that is known to be out
    /// of reach. Equal turns give equal nodes to all subsystems, so that a batch's states go to few nodes.
    /// </summary>
    /// <param name="subsystem">Whose verdict is wanted.</param>
    /// <param name="except">A node that was asked already.</param>
    /// <param name="turn">Counts batches, so that the nodes take turns.</param>
    /// <param name="backbone">Whose states the batch has, which the node's head has to read; "" for any.</param>
    /// <returns>Null when no other node within reach has a replica.</returns>
    public string? Choose(string subsystem, string? except, int turn, string backbone = "")
    {
        if (!_places.TryGetValue((subsystem, backbone), out var places)) return null;
        var (nodes, trusted) = (places.Nodes, places.Trusted);
        if (nodes[0].Node == self && except != self) return self;
        var (round, first) = Math.DivRem((uint)turn, (uint)Math.Max(trusted, 1));
        string? other = null;
        for (var i = 0; i < trusted; i++)
        {
            // The turns of one that is passed over go to the one after it and to the one before it.
            var replica = nodes[((int)first + (round % 2 == 0 ? i : trusted - i)) % trusted];
            if (replica.Node == except || replica.Node == self) continue;
            if (!replica.IsSlow || (i == 0 && except is null && round % SlowTurns == 0)) return replica.Node;
            other ??= replica.Node;
        }
        for (var i = trusted; i < nodes.Count && other is null; i++)
        {
            if (nodes[i].Node != except && nodes[i].Node != self) other = nodes[i].Node;
        }
        return other;
    }

    /// <summary>The work that a query makes for a subsystem: the mean of what nodes measured, in milliseconds, or of all subsystems where none did.</summary>
    public static Func<string, double> CostsOf(IEnumerable<NodeReport> reports)
    {
        var measured = reports.SelectMany(report => report.Heads).Where(head => head.CostMs > 0).ToLookup(head => head.Subsystem, head => head.CostMs, StringComparer.Ordinal);
        var costs = measured.ToDictionary(subsystem => subsystem.Key, subsystem => subsystem.Average(), StringComparer.Ordinal);
        var other = costs.Count > 0 ? costs.Values.Average() : 1;
        return subsystem => costs.GetValueOrDefault(subsystem, other);
    }

    private static IEnumerable<string> BackbonesIn(NodeReport report) => report.Heads.SelectMany(head => head.Backbones.Prepend(head.Subsystem));

    private Node Entry(string node)
    {
        if (!_nodes.TryGetValue(node, out var entry)) _nodes.Add(node, entry = new Node());
        return entry;
    }

    private void Arrange()
    {
        var places = new Dictionary<(string Subsystem, string Backbone), Places>();
        var within = _nodes.Where(node => node.Key == self || node.Value.IsWithinReach);
        foreach (var (address, node) in within.OrderBy(node => node.Key != self).ThenBy(node => !Trusts(node.Key)))
        {
            foreach (var place in node.Judges) Add(places, place, node.ReplicaAt(place, address));
        }
        foreach (var place in places.Values) place.FindSlow();
        _places = places;
        _moving.RemoveWhere(places.ContainsKey);
        Changes++;
    }

    private void Add(Dictionary<(string Subsystem, string Backbone), Places> places, (string Subsystem, string Backbone) key, Replica replica)
    {
        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(places, key, out _);
        at ??= new Places();
        at.Nodes.Add(replica);
        if (Trusts(replica.Node)) at.Trusted++;
    }

    /// <summary>Where a subsystem runs within reach with a head for a backbone: this node first, then those that are trusted.</summary>
    private sealed class Places
    {
        /// <summary>A node is slow when it takes so many times as long as the best one; as what is blended, a logarithm.</summary>
        private static readonly double TimesSlower = Math.Log(3);

        private double? _best;

        public List<Replica> Nodes { get; } = [];

        public int Trusted { get; set; }

        /// <summary>
        /// Blends logarithms, so that one long pause makes no node slow, nor keeps it slow for long. One of which nothing is known begins as the best: its first batches, which find
        /// it cold, do not show how it is.
        /// </summary>
        public void Took(Replica replica, TimeSpan latency)
        {
            var found = Math.Log(latency.TotalMilliseconds);
            var known = replica.Latency ?? _best ?? found;
            replica.Latency = known + (HedgeDelays.MeanWeight * (found - known));
            FindSlow();
        }

        public void FindSlow()
        {
            var trusted = CollectionsMarshal.AsSpan(Nodes)[..Trusted];
            _best = null;
            foreach (var replica in trusted)
            {
                if (_best is null || replica.Latency < _best) _best = replica.Latency;
            }
            foreach (var replica in trusted) replica.IsSlow = replica.Latency > _best + TimesSlower;
        }
    }

    /// <summary>A node where a subsystem runs with a head for a backbone.</summary>
    private sealed class Replica(string node)
    {
        public string Node => node;

        /// <summary>The logarithm of what it took lately, in milliseconds; null before its first verdict.</summary>
        public double? Latency { get; set; }

        public bool IsSlow { get; set; }
    }

    private sealed class Node
    {
        public NodeReport? Report { get; set; }

        /// <summary>The subsystems that run here, each with "" and with every backbone that its head reads.</summary>
        public IEnumerable<(string Subsystem, string Backbone)> Judges
        {
            get
            {
                foreach (var text in Report?.Replicas ?? [])
                {
                    if (!ReplicaId.TryParse(text, out var replica)) continue;
                    yield return (replica.Subsystem, "");
                    foreach (var backbone in BackbonesOf(replica.Subsystem)) yield return (replica.Subsystem, backbone);
                }
            }
        }

        /// <summary>What is known of how long it takes; of a node that was out of reach nothing.</summary>
        public Dictionary<(string Subsystem, string Backbone), Replica> Replicas { get; } = [];

        public bool IsReachable { get; set; } = true;

        /// <summary>The connection broke, and nothing was heard since.</summary>
        public bool IsLost { get; set; }

        public int Late { get; set; }

        public int Words { get; set; }

        public bool IsWithinReach => IsReachable && !IsLost;

        public bool IsTrusted => IsWithinReach && Late < MostLate;

        public Replica ReplicaAt((string Subsystem, string Backbone) place, string address)
        {
            if (!Replicas.TryGetValue(place, out var replica)) Replicas.Add(place, replica = new Replica(address));
            return replica;
        }

        /// <returns>True when the node is trusted again.</returns>
        public bool Hear()
        {
            var isNews = IsLost || Late >= MostLate;
            (IsLost, Late) = (false, 0);
            return isNews;
        }

        private IReadOnlyList<string> BackbonesOf(string subsystem) => Report?.Heads.FirstOrDefault(head => head.Subsystem == subsystem)?.Backbones ?? [];
    }
}
