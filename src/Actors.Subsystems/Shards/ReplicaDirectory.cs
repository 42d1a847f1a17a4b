using System.Runtime.InteropServices;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>
/// Which node runs which replica, as the nodes report it, and which of them are to be trusted with a batch. A node is known by its address.
/// </summary>
/// <param name="self">This node's address.</param>
internal sealed class ReplicaDirectory(string self)
{
    /// <summary>So many verdicts late in a row, without a word from the node, are its silence and not a slow head.</summary>
    private const int MostLate = 3;

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
        Entry(node).IsReachable = isReachable;
        Arrange();
    }

    /// <summary>The connection to the node broke: what was on its way is lost.</summary>
    public void Lost(string node)
    {
        if (!_nodes.TryGetValue(node, out var entry)) return;
        entry.IsLost = true;
        Arrange();
    }

    /// <summary>The node said something.</summary>
    public void Heard(string node)
    {
        if (_nodes.TryGetValue(node, out var entry) && entry.Hear()) Arrange();
    }

    /// <summary>A verdict of the node is late.</summary>
    /// <returns>True when the node is not trusted from now on.</returns>
    public bool Late(string node)
    {
        if (node == self || !_nodes.TryGetValue(node, out var entry) || ++entry.Late != MostLate) return false;
        Arrange();
        return true;
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
    /// The node to ask: this one where it has a replica, then one that is trusted, then one that is silent; none that is known to be out of reach. Equal
    /// turns give equal nodes to all subsystems, so that a batch's states go to few nodes.
    /// </summary>
    /// <param name="subsystem">Whose verdict is wanted.</param>
    /// <param name="except">A node that was asked already.</param>
    /// <param name="turn">Counts batches, so that the nodes take turns.</param>
    /// <param name="backbone">Whose states the batch has, which the node's head has to read; "" for any.</param>
    /// <returns>Null when no other node within reach has a replica.</returns>
    public string? Choose(string subsystem, string? except, int turn, string backbone = "")
    {
        if (!_places.TryGetValue((subsystem, backbone), out var places)) return null;
        var nodes = places.Nodes;
        if (nodes[0] == self && except != self) return self;
        for (var i = 0; i < nodes.Count; i++)
        {
            var at = i < places.Trusted ? (int)(((uint)turn + (uint)i) % (uint)places.Trusted) : i;
            if (nodes[at] != except && nodes[at] != self) return nodes[at];
        }
        return null;
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
            foreach (var place in node.Judges) Add(places, place, address);
        }
        _places = places;
        _moving.RemoveWhere(places.ContainsKey);
        Changes++;
    }

    private void Add(Dictionary<(string Subsystem, string Backbone), Places> places, (string Subsystem, string Backbone) key, string node)
    {
        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(places, key, out _);
        at ??= new Places();
        at.Nodes.Add(node);
        if (Trusts(node)) at.Trusted++;
    }

    /// <summary>Where a subsystem runs within reach with a head for a backbone: this node first, then those that are trusted.</summary>
    private sealed class Places
    {
        public List<string> Nodes { get; } = [];

        public int Trusted { get; set; }
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

        public bool IsReachable { get; set; } = true;

        /// <summary>The connection broke, and nothing was heard since.</summary>
        public bool IsLost { get; set; }

        public int Late { get; set; }

        public bool IsWithinReach => IsReachable && !IsLost;

        public bool IsTrusted => IsWithinReach && Late < MostLate;

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
