using Actors.Subsystems.Shards;
using Router.Contracts;

namespace Router.Benchmarks.Sizing;

/// <summary>A cluster of so many nodes, as our own classes see it: no sockets and no actors, but the real reports, allocation and directory.</summary>
internal sealed class SizedCluster
{
    private readonly double[] _costs;
    private readonly string[] _subsystems;

    /// <param name="nodes">Nodes with heads, which take queries as well.</param>
    /// <param name="subsystems">Subsystems; each node has the packages of all.</param>
    /// <param name="heads">Replicas on each node on average, as far as there are two of each subsystem or more.</param>
    public SizedCluster(int nodes, int subsystems, int heads)
    {
        var random = new Random(1);
        _subsystems = [.. Enumerable.Range(0, subsystems).Select(i => $"subsystem-{i:d3}")];
        // Milliseconds for a query, ten times as many for the most costly one as for the least.
        _costs = [.. _subsystems.Select(_ => Math.Round(Math.Pow(10, random.NextDouble()) / 5, 2))];
        Replicas = Math.Min(nodes, Math.Max(2, (int)Math.Round((double)nodes * heads / subsystems)));
        var packages = _subsystems.ToHashSet(StringComparer.Ordinal);
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => new ShardNode(AddressOf(i), $"zone-{i % 3}", packages))];
    }

    /// <summary>Replicas of each subsystem.</summary>
    public int Replicas { get; }

    public List<ShardNode> Nodes { get; }

    public Dictionary<ReplicaId, string> Placed { get; } = [];

    public IReadOnlyList<string> Subsystems => _subsystems;

    public IEnumerable<ReplicaId> All => _subsystems.SelectMany(name => Enumerable.Range(0, Replicas).Select(replica => new ReplicaId(name, replica)));

    public double CostOf(string subsystem) => _costs[Array.IndexOf(_subsystems, subsystem)];

    /// <summary>Gives a node to each replica that has none.</summary>
    public int PlaceMissing(ShardAllocation allocation)
    {
        var missing = All.Where(replica => !Placed.ContainsKey(replica)).ToArray();
        foreach (var replica in missing)
        {
            if (allocation.Place(replica, Nodes, Placed, CostOf) is { } node) Placed[replica] = node;
        }
        return missing.Length;
    }

    /// <summary>The work of the busiest node, with the mean as 1.</summary>
    public double Imbalance()
    {
        var work = Nodes.ToDictionary(node => node.Address, _ => 0.0, StringComparer.Ordinal);
        foreach (var (replica, node) in Placed) work[node] += CostOf(replica.Subsystem);
        return work.Values.Max() / work.Values.Average();
    }

    /// <summary>What a node tells the others, with traffic of every kind.</summary>
    public NodeReport ReportOf(string address)
    {
        string[] kinds = ["ask-end", "may-end", "report", MessageTraffic.States, "unavailable", MessageTraffic.Verdicts];
        return new NodeReport(
            address.Split('@')[1], "zone-1", "1.4.0+0123456789abcdef0123456789abcdef01234567",
            [.. _subsystems.Select(name => new HeadReport(name, "2.0.0, 2.2.0", CostOf(name)) { Backbones = ["bge-en 2.0.0", "bge-zh 2.1.0"] })],
            [.. Placed.Where(placed => placed.Value == address).Select(placed => $"{placed.Key}").Order(StringComparer.Ordinal)])
        {
            Traffic = [.. kinds.Select(kind => new MessageTraffic(kind, 123_456_789_012, 123_456_789_012))],
            TapBytes = 123_456_789_012,
        };
    }

    private static string AddressOf(int node) => $"akka.tls://router@node-{node:d4}:8100";
}
