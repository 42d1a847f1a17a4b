using Actors.Subsystems.Shards;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

/// <summary>
/// A batch comes every 10 ms, its subsystems run on other nodes, and one of these becomes slow: it answers all that it is asked, late. Everything happens at its time on a
/// clock that no real time moves.
/// </summary>
public sealed class SlowNodeTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(600, 1)]
    [InlineData(600, 5)]
    [InlineData(150, 1)]
    [InlineData(5000, 2)]
    public void A_slow_node_gets_an_occasional_batch_that_another_one_is_asked_for_too_and_its_share_once_it_is_well(int slowMs, int subsystems)
    {
        var cluster = new Cluster(subsystems, "b", "c");
        var well = cluster.Run(batches: 500);
        Assert.Equal(0.5, well.ShareOf("b"), 0.01);
        Assert.InRange(well.Percentile(0.99).TotalMilliseconds, 20, 30);

        cluster.Latency["b"] = TimeSpan.FromMilliseconds(slowMs);
        // It is found out by what it answers; a share of what it was asked until then is asked of the other one.
        cluster.Run(batches: 500);
        var slow = cluster.Run(batches: 2000);
        Assert.InRange(slow.ShareOf("b"), 0.01, 1.0 / 32);
        // The delay that the quick node has taught, and the time that it takes then.
        Assert.InRange(slow.Percentile(0.99).TotalMilliseconds, 20, 70);
        Assert.Equal((0, 0), (slow.Missing, slow.Split));

        cluster.Latency["b"] = Quick;
        cluster.Run(batches: 600);
        var again = cluster.Run(batches: 500);
        Assert.Equal(0.5, again.ShareOf("b"), 0.01);
        Assert.InRange(again.Percentile(0.99).TotalMilliseconds, 20, 30);
    }

    [Fact]
    public void While_a_node_becomes_slow_few_batches_wait_for_it()
    {
        var cluster = new Cluster(1, "b", "c");
        cluster.Run(batches: 500);
        cluster.Latency["b"] = TimeSpan.FromMilliseconds(600);
        Assert.InRange(cluster.Run(batches: 1000).Latencies.Count(latency => latency > TimeSpan.FromMilliseconds(300)), 0, 20);
    }

    [Fact]
    public void What_a_slow_node_would_get_the_others_share()
    {
        var cluster = new Cluster(1, "b", "c", "d");
        cluster.Latency["c"] = TimeSpan.FromMilliseconds(600);
        cluster.Run(batches: 500);
        var slow = cluster.Run(batches: 3000);
        Assert.InRange(slow.ShareOf("c"), 0.01, 1.0 / 45);
        Assert.Equal(slow.ShareOf("b"), slow.ShareOf("d"), 0.03);
    }

    [Fact]
    public void Where_all_nodes_are_as_slow_they_are_asked_by_turns()
    {
        var cluster = new Cluster(1, "b", "c");
        cluster.Run(batches: 200);
        cluster.Latency["b"] = cluster.Latency["c"] = TimeSpan.FromMilliseconds(600);
        cluster.Run(batches: 500);
        var slow = cluster.Run(batches: 500);
        Assert.InRange(slow.ShareOf("b"), 0.45, 0.55);
        Assert.Equal(0, slow.Missing);
    }

    [Fact]
    public void One_long_pause_makes_no_node_slow()
    {
        var cluster = new Cluster(1, "b", "c");
        cluster.Run(batches: 100);
        cluster.Latency["b"] = TimeSpan.FromMilliseconds(1000);
        cluster.Run(batches: 2);
        cluster.Latency["b"] = Quick;
        Assert.Equal(0.5, cluster.Run(batches: 500).ShareOf("b"), 0.01);
    }

    /// <summary>What became of some batches: whom each was asked of first, when its last verdict came, and how many went to several nodes at first.</summary>
    private sealed record Outcome(IReadOnlyList<string> First, IReadOnlyList<TimeSpan> Latencies, int Split)
    {
        public int Missing => First.Count - Latencies.Count;

        public double ShareOf(string node) => First.Count(first => first == node) / (double)First.Count;

        public TimeSpan Percentile(double share) => Latencies.Order().ElementAt((int)(share * (Latencies.Count - 1)));
    }

    private sealed class Cluster : IReplicaCallSink
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
        private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(1500);

        private readonly Random _random = new(1);
        private readonly ReplicaCalls _calls;
        private readonly PriorityQueue<(string Node, string Subsystem, EncodedBatch Batch), DateTimeOffset> _answers = new();
        private readonly Dictionary<Guid, (string Node, DateTimeOffset At)> _first = [];
        private readonly Dictionary<Guid, int> _judged = [];
        private readonly Dictionary<Guid, TimeSpan> _latencies = [];
        private readonly ReplicaDirectory _directory;
        private readonly string[] _subsystems;
        private int _split;
        private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public Cluster(int subsystems, params string[] nodes)
        {
            _subsystems = [.. Enumerable.Range(0, subsystems).Select(i => $"s{i}")];
            // As in reference.conf.
            var hedge = new HedgeSettings { MinDelay = Quick, MaxDelay = TimeSpan.FromMilliseconds(250), MaxShare = 0.1 };
            _directory = new ReplicaDirectory("here", hedge.MinDelay);
            foreach (var node in nodes) _directory.Report(node, new NodeReport(node, "", "", [], [.. _subsystems.Select(name => $"{name}/0")]));
            Latency = nodes.ToDictionary(node => node, _ => Quick);
            _calls = new ReplicaCalls(new Dictionary<string, IReadOnlyList<string>> { [""] = _subsystems }, _directory, new HedgeDelays(hedge), this);
        }

        /// <summary>What each node takes, give or take a tenth.</summary>
        public Dictionary<string, TimeSpan> Latency { get; }

        /// <summary>Sends batches, and goes on until the last one's deadline, as all of them do while more come.</summary>
        public Outcome Run(int batches)
        {
            var sent = new List<Guid>();
            _split = 0;
            for (var i = 0; i < batches; i++)
            {
                // A node reports every second, however slow it is.
                if (i % 100 == 0) foreach (var node in Latency.Keys) _directory.Heard(node);
                var batch = Batch();
                sent.Add(batch.Queries[0].Query.Id);
                _calls.Start(batch, _now);
                PassUntil(_now + Interval);
            }
            PassUntil(_now + Timeout);
            return new Outcome([.. sent.Select(id => _first[id].Node)], [.. sent.Where(_latencies.ContainsKey).Select(id => _latencies[id])], _split);
        }

        bool IReplicaCallSink.Ask(string node, IReadOnlyList<string> subsystems, EncodedBatch batch)
        {
            if (_first.TryAdd(batch.Queries[0].Query.Id, (node, _now)) && subsystems.Count < _subsystems.Length) _split++;
            foreach (var subsystem in subsystems) _answers.Enqueue((node, subsystem, batch), _now + (Latency[node] * (0.9 + (0.2 * _random.NextDouble()))));
            return true;
        }

        void IReplicaCallSink.Pass(IReadOnlyList<EncodedQuery> queries, string subsystem, IReadOnlyList<Verdict> verdicts)
        {
            var id = queries[0].Query.Id;
            if ((_judged[id] = _judged.GetValueOrDefault(id) + 1) == _subsystems.Length) _latencies[id] = _now - _first[id].At;
        }

        void IReplicaCallSink.GiveUp(IReadOnlyList<EncodedQuery> queries, string subsystem) => Assert.Fail($"{subsystem} was given up");

        void IReplicaCallSink.End(EncodedBatch batch)
        {
        }

        private EncodedBatch Batch() => new(
            [new EncodedQuery(new Query(Guid.CreateVersion7(), new TokenizedText("", default, false), QueryPriority.Normal, _now, _now + Timeout), ActorRefs.Nobody, default)],
            new HostLayerStates(1, 1, new long[1], new long[1], new Dictionary<int, ReadOnlyMemory<float>>()));

        private void PassUntil(DateTimeOffset end)
        {
            while (true)
            {
                var due = _calls.NextDue ?? DateTimeOffset.MaxValue;
                var answer = _answers.TryPeek(out _, out var at) ? at : DateTimeOffset.MaxValue;
                if (due > end && answer > end) break;
                if (answer <= due)
                {
                    var (node, subsystem, batch) = _answers.Dequeue();
                    _now = answer;
                    var verdict = new Verdict { QueryId = batch.Queries[0].Query.Id, Subsystem = subsystem, Kind = VerdictKind.Accept };
                    _calls.Judged(node, new SubsystemVerdicts(subsystem, [verdict], [default]), _now);
                }
                else
                {
                    _now = due > _now ? due : _now;
                    _calls.Strike(_now);
                }
            }
            _now = end;
        }
    }
}
