using Actors.Subsystems.Shards;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Subsystems.Tests.Shards;

public sealed class ShardAllocationTests
{
    private const int MostMoves = 3;

    private static readonly ShardAllocation Allocation = new(MostMoves, leastGain: 0.2);

    private static readonly Gen<Cluster> Clusters =
        from nodes in Gen.Choose(1, 6)
        from subsystems in Gen.Choose(1, 8)
        from replicas in Gen.Choose(1, 3)
        from zones in Gen.Choose(0, 3)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Cluster.Create(nodes, subsystems, replicas, zones, new Random(seed));

    [Fact]
    public void A_replica_is_never_on_a_node_without_the_package_nor_beside_another_one_of_its_subsystem() => ForAll(cluster =>
    {
        cluster.PlaceAll(Allocation);
        foreach (var (replica, address) in cluster.Placed)
        {
            Assert.Contains(replica.Subsystem, cluster.Node(address).Heads);
            Assert.DoesNotContain(cluster.Placed, other => other.Key != replica && other.Key.Subsystem == replica.Subsystem && other.Value == address);
        }
    });

    [Fact]
    public void A_replica_finds_a_node_where_there_is_one() => ForAll(cluster =>
    {
        cluster.PlaceAll(Allocation);
        foreach (var replica in cluster.Replicas.Where(replica => !cluster.Placed.ContainsKey(replica)))
        {
            var taken = cluster.Placed.Where(other => other.Key.Subsystem == replica.Subsystem).Select(other => other.Value).ToHashSet();
            Assert.DoesNotContain(cluster.Nodes, node => node.Heads.Contains(replica.Subsystem) && !taken.Contains(node.Address));
        }
    });

    [Fact]
    public void Replicas_share_a_zone_only_where_there_is_no_other() => ForAll(cluster =>
    {
        cluster.PlaceAll(Allocation);
        cluster.Settle(Allocation);
        foreach (var (replica, address) in cluster.Placed)
        {
            var siblings = cluster.Placed.Where(other => other.Key != replica && other.Key.Subsystem == replica.Subsystem).Select(other => cluster.Node(other.Value)).ToArray();
            if (!SharesZone(cluster.Node(address), siblings)) continue;
            Assert.DoesNotContain(cluster.Nodes, node => node.Heads.Contains(replica.Subsystem) && !siblings.Contains(node) && !SharesZone(node, siblings));
        }
    });

    [Fact]
    public void Moves_come_to_an_end_and_stay_within_their_bound() => ForAll(cluster =>
    {
        cluster.PlaceAtRandom();
        cluster.Settle(Allocation);
        Assert.Empty(cluster.Moves(Allocation));
    });

    [Fact]
    public void Nothing_moves_while_something_moves() => ForAll(cluster =>
    {
        cluster.PlaceAtRandom();
        Assert.Empty(Allocation.Moves(cluster.Nodes, cluster.Placed, cluster.CostOf, underWay: 1));
    });

    [Fact]
    public void A_cost_that_is_measured_a_little_otherwise_moves_nothing() => ForAll(cluster =>
    {
        cluster.PlaceAll(Allocation);
        cluster.Settle(new ShardAllocation(MostMoves, leastGain: 0.1));
        Assert.Empty(new ShardAllocation(MostMoves, leastGain: 0.4).Moves(
            cluster.Nodes, cluster.Placed, name => cluster.CostOf(name) * (name[^1] % 2 == 0 ? 1.01 : 0.99), underWay: 0));
    });

    [Fact]
    public void A_node_that_dies_moves_nothing_of_the_others() => ForAll(cluster =>
    {
        cluster.PlaceAll(Allocation);
        cluster.Settle(Allocation);
        var before = cluster.Placed.ToDictionary();
        var dead = cluster.Nodes[0].Address;
        cluster.Kill(dead);
        cluster.PlaceAll(Allocation);
        Assert.All(before.Where(placed => placed.Value != dead), placed => Assert.Equal(placed.Value, cluster.Placed[placed.Key]));
    });

    [Fact]
    public void Work_is_spread_by_what_it_costs()
    {
        string[] all = ["dear", "b", "c", "d"];
        ShardNode[] nodes = [Node("n1", all), Node("n2", all)];
        double Cost(string subsystem) => subsystem == "dear" ? 3 : 1;
        var placed = new Dictionary<ReplicaId, string>();
        foreach (var name in all) placed.Add(new ReplicaId(name, 0), Allocation.Place(new ReplicaId(name, 0), nodes, placed, Cost)!);
        Assert.Equal(["b", "c", "d"], placed.Where(replica => replica.Value != placed[new ReplicaId("dear", 0)]).Select(replica => replica.Key.Subsystem));
    }

    [Fact]
    public void A_node_that_joins_takes_its_share_of_many_small_replicas()
    {
        string[] all = [.. Enumerable.Range(0, 18).Select(i => $"s{i}")];
        ShardNode[] nodes = [Node("n1", all), Node("n2", all), Node("n3", all)];
        var placed = all.SelectMany(name => new[] { (Id: new ReplicaId(name, 0), Node: "n1"), (Id: new ReplicaId(name, 1), Node: "n3") }).ToDictionary(replica => replica.Id, replica => replica.Node);
        for (var round = 0; Allocation.Moves(nodes, placed, _ => 0.3, underWay: 0) is { Count: > 0 } moves; round++)
        {
            Assert.InRange(round, 0, 5);
            foreach (var replica in moves) placed.Remove(replica);
            foreach (var replica in moves) placed[replica] = Allocation.Place(replica, nodes, placed, _ => 0.3)!;
        }
        Assert.All(nodes, node => Assert.InRange(placed.Values.Count(address => address == node.Address), 10, 14));
    }

    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(0.41, 0)]
    public void A_move_must_be_worth_it(double leastGain, int moves)
    {
        ShardNode[] nodes = [Node("n1", ["a", "b", "c", "d", "e"]), Node("n2", ["a", "b", "c", "d", "e"])];
        var placed = new Dictionary<ReplicaId, string>
        {
            [new ReplicaId("a", 0)] = "n1",
            [new ReplicaId("b", 0)] = "n1",
            [new ReplicaId("c", 0)] = "n1",
            [new ReplicaId("d", 0)] = "n1",
            [new ReplicaId("e", 0)] = "n1",
            [new ReplicaId("a", 1)] = "n2",
            [new ReplicaId("b", 1)] = "n2",
            [new ReplicaId("c", 1)] = "n2",
        };
        Assert.Equal(moves, new ShardAllocation(MostMoves, leastGain).Moves(nodes, placed, _ => 1, underWay: 0).Count);
    }

    [Fact]
    public void A_replica_whose_node_is_gone_or_lost_its_package_moves_first()
    {
        ShardNode[] nodes = [Node("n1", ["a"]), Node("n2", ["a", "b"])];
        var placed = new Dictionary<ReplicaId, string> { [new ReplicaId("a", 0)] = "n2", [new ReplicaId("b", 0)] = "n1" };
        Assert.Equal([new ReplicaId("b", 0)], Allocation.Moves(nodes, placed, _ => 1, underWay: 0).Take(1));
    }

    [Theory]
    [InlineData("alarm/0", "alarm", 0)]
    [InlineData("a/b/12", "a/b", 12)]
    public void An_entitys_name_is_read(string text, string subsystem, int replica)
    {
        Assert.True(ReplicaId.TryParse(text, out var id));
        Assert.Equal(new ReplicaId(subsystem, replica), id);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("alarm")]
    [InlineData("0")]
    [InlineData("/0")]
    [InlineData("alarm/")]
    [InlineData("alarm/-1")]
    [InlineData("alarm/99999999999")]
    public void What_is_no_entitys_name_is_not_read(string text) => Assert.False(ReplicaId.TryParse(text, out _));

    private static ShardNode Node(string address, string[] heads) => new(address, "", heads.ToHashSet());

    private static bool SharesZone(ShardNode node, IEnumerable<ShardNode> others) => node.Zone.Length > 0 && others.Any(other => other.Zone == node.Zone);

    private static void ForAll(Action<Cluster> holds) => Prop.ForAll(Arb.From(Clusters), holds).QuickCheckThrowOnFailure();

    /// <summary>A cluster drawn at random, and what a coordinator would do with it.</summary>
    private sealed class Cluster
    {
        private readonly Dictionary<string, double> _costs = [];
        private Random _random = new();

        public List<ShardNode> Nodes { get; } = [];

        public List<ReplicaId> Replicas { get; } = [];

        public Dictionary<ReplicaId, string> Placed { get; } = [];

        public static Cluster Create(int nodes, int subsystems, int replicas, int zones, Random random)
        {
            var cluster = new Cluster { _random = random };
            for (var i = 0; i < subsystems; i++)
            {
                cluster._costs.Add($"s{i}", 0.1 + random.NextDouble());
                cluster.Replicas.AddRange(Enumerable.Range(0, replicas).Select(replica => new ReplicaId($"s{i}", replica)));
            }
            for (var i = 0; i < nodes; i++)
            {
                var heads = cluster._costs.Keys.Where(_ => random.Next(5) > 0).ToHashSet();
                cluster.Nodes.Add(new ShardNode($"n{i}", zones == 0 ? "" : $"z{random.Next(zones)}", heads));
            }
            return cluster;
        }

        public double CostOf(string subsystem) => _costs[subsystem];

        public ShardNode Node(string address) => Nodes.Single(node => node.Address == address);

        public void Kill(string address)
        {
            Nodes.RemoveAll(node => node.Address == address);
            foreach (var replica in Placed.Where(placed => placed.Value == address).Select(placed => placed.Key).ToArray()) Placed.Remove(replica);
        }

        public void PlaceAll(ShardAllocation allocation) => Place(allocation, Replicas.Where(replica => !Placed.ContainsKey(replica)).ToArray());

        public void PlaceAtRandom()
        {
            foreach (var replica in Replicas) Placed[replica] = Nodes[_random.Next(Nodes.Count)].Address;
        }

        public IReadOnlyList<ReplicaId> Moves(ShardAllocation allocation)
        {
            var moves = allocation.Moves(Nodes, Placed, CostOf, underWay: 0);
            Assert.InRange(moves.Count, 0, MostMoves);
            Assert.Equal(moves.Count, moves.Select(move => move.Subsystem).Distinct().Count());
            return moves;
        }

        /// <summary>Moves until nothing moves: each round's replicas stop, and are placed in an order of chance.</summary>
        public void Settle(ShardAllocation allocation)
        {
            for (var round = 0; Moves(allocation) is { Count: > 0 } moves; round++)
            {
                Assert.True(round < 100, "the moves do not end");
                foreach (var replica in moves) Placed.Remove(replica);
                Place(allocation, [.. moves]);
            }
        }

        private void Place(ShardAllocation allocation, ReplicaId[] replicas)
        {
            _random.Shuffle(replicas);
            foreach (var replica in replicas)
            {
                if (allocation.Place(replica, Nodes, Placed, CostOf) is { } address) Placed[replica] = address;
            }
        }
    }
}
