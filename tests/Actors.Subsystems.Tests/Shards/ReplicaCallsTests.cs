using Actors.Subsystems.Shards;
using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

/// <summary>Who is asked for verdicts, who is asked again, and when a batch is let go.</summary>
public sealed class ReplicaCallsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Bench _bench = new();

    [Fact]
    public void A_subsystem_is_asked_here_where_it_runs_and_else_at_its_node_once_for_all_its_subsystems()
    {
        _bench.Runs("here", "alarm/0");
        _bench.Runs("there", "iot/0", "weather/0");
        _bench.Send(1, "alarm", "iot", "weather");
        Assert.Equal(["ask here: alarm", "ask there: iot, weather"], _bench.Done);
    }

    [Fact]
    public void The_states_go_when_the_last_verdict_is_in_and_each_query_gets_each_verdict_once()
    {
        _bench.Runs("here", "alarm/0");
        _bench.Runs("there", "iot/0");
        var batch = _bench.Send(2, "alarm", "iot");
        _bench.Judged("here", "alarm", batch, 0, 1);
        _bench.Judged("here", "alarm", batch, 0, 1);
        _bench.Judged("there", "iot", batch, 1);
        Assert.Equal(["pass alarm: 0 1", "pass iot: 1"], _bench.Done[2..]);
        _bench.Judged("there", "iot", batch, 0, 1);
        Assert.Equal(["pass iot: 0", "end"], _bench.Done[4..]);
        Assert.Equal(0, _bench.Calls.Count);
        Assert.Null(_bench.Calls.NextDue);
    }

    [Fact]
    public void A_subsystem_that_runs_nowhere_is_given_up_at_once()
    {
        _bench.Runs("here", "alarm/0");
        _bench.Send(1, "alarm", "iot");
        Assert.Equal(["give up iot: 0", "ask here: alarm"], _bench.Done);
    }

    [Fact]
    public void A_query_that_two_backbones_encode_gets_each_verdict_from_the_batch_that_asks_for_it()
    {
        _bench.Runs("here", "alarm/0", "iot/0");
        var (first, second) = _bench.SendSplit(1, ["alarm", "iot"], name => name == "alarm");
        Assert.Equal(["ask here: alarm", "ask here: iot"], _bench.Done);
        _bench.Judged("here", "iot", second, 0);
        Assert.Equal(["pass iot: 0", "end"], _bench.Done[2..]);
        _bench.Judged("here", "iot", first, 0);
        _bench.Judged("here", "alarm", first, 0);
        Assert.Equal(["pass alarm: 0", "end"], _bench.Done[4..]);
        Assert.Equal(0, _bench.Calls.Count);
    }

    [Fact]
    public void A_batch_goes_to_a_node_whose_head_reads_its_backbone_and_to_no_other()
    {
        _bench.Runs("here", ["a"], "alarm/0");
        _bench.Runs("there", ["b"], "alarm/1");
        var (_, second) = _bench.SendSplit(1, ["alarm"], _ => false);
        Assert.Equal("ask there: alarm", _bench.Done[^1]);
        _bench.Refused("there", "alarm", second);
        Assert.Equal(["give up alarm: 0", "end"], _bench.Done[^2..]);
    }

    [Fact]
    public void A_late_verdict_is_asked_of_another_replica_once_and_the_first_one_to_come_counts()
    {
        _bench.Runs("here", "alarm/0");
        _bench.Runs("there", "alarm/1");
        var batch = _bench.Send(1, "alarm");
        _bench.Pass(TimeSpan.FromMilliseconds(99));
        Assert.Equal(["ask here: alarm"], _bench.Done);
        _bench.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal("ask there: alarm", _bench.Done[^1]);
        _bench.Pass(TimeSpan.FromMilliseconds(500));
        Assert.Equal(2, _bench.Done.Count);
        _bench.Judged("here", "alarm", batch, 0);
        _bench.Judged("there", "alarm", batch, 0);
        Assert.Equal(["pass alarm: 0", "end"], _bench.Done[2..]);
    }

    [Fact]
    public void When_a_verdict_is_late_is_learned()
    {
        _bench.Runs("here", "alarm/0");
        _bench.Runs("there", "alarm/1");
        for (var i = 0; i < 60; i++)
        {
            var batch = _bench.Send(1, "alarm");
            _bench.Pass(TimeSpan.FromMilliseconds(30));
            _bench.Judged("here", "alarm", batch, 0);
        }
        _bench.Done.Clear();
        _bench.Send(1, "alarm");
        _bench.Pass(TimeSpan.FromMilliseconds(29));
        Assert.Equal(["ask here: alarm"], _bench.Done);
        _bench.Pass(TimeSpan.FromMilliseconds(2));
        Assert.Equal("ask there: alarm", _bench.Done[^1]);
    }

    [Fact]
    public void A_node_that_is_gone_is_replaced_at_once_and_a_second_one_that_goes_too_is_given_up()
    {
        _bench.Runs("b", "alarm/0");
        _bench.Runs("c", "alarm/1");
        _bench.Send(2, "alarm");
        var first = _bench.Done[0] == "ask b: alarm" ? "b" : "c";
        _bench.Gone(first);
        Assert.Equal($"ask {(first == "b" ? "c" : "b")}: alarm", _bench.Done[^1]);
        _bench.Gone(first == "b" ? "c" : "b");
        Assert.Equal(["give up alarm: 0 1", "end"], _bench.Done[2..]);
    }

    [Fact]
    public void A_node_that_is_gone_is_given_up_where_there_is_no_other()
    {
        _bench.Runs("b", "alarm/0", "iot/0");
        var batch = _bench.Send(1, "alarm", "iot");
        _bench.Judged("b", "iot", batch, 0);
        _bench.Gone("b");
        Assert.Equal(["pass iot: 0", "give up alarm: 0", "end"], _bench.Done[1..]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_replica_that_moved_is_asked_as_soon_as_it_runs_elsewhere_or_given_up(bool comes)
    {
        _bench.Runs("b", "alarm/0");
        var batch = _bench.Send(1, "alarm");
        _bench.Runs("b");
        _bench.Refused("b", "alarm", batch);
        _bench.Pass((Bench.Timeout / 2) - TimeSpan.FromTicks(1));
        Assert.Equal(["ask b: alarm"], _bench.Done);
        if (comes) _bench.Runs("c", "alarm/0");
        else _bench.Pass(TimeSpan.FromTicks(1));
        Assert.Equal(comes ? ["ask c: alarm"] : ["give up alarm: 0", "end"], _bench.Done[1..]);
    }

    [Fact]
    public void A_subsystem_whose_last_replica_moved_is_waited_for_by_a_batch_that_comes_meanwhile()
    {
        _bench.Runs("b", "alarm/0");
        _bench.Runs("b");
        var batch = _bench.Send(1, "alarm");
        _bench.Pass(TimeSpan.FromMilliseconds(300));
        Assert.Empty(_bench.Done);
        _bench.Runs("c", "alarm/0");
        Assert.Equal(["ask c: alarm"], _bench.Done);
        _bench.Runs("d", "alarm/1");
        _bench.Pass(Bench.Settings.MaxDelay - TimeSpan.FromTicks(1));
        Assert.Single(_bench.Done);
        _bench.Pass(TimeSpan.FromTicks(1));
        _bench.Judged("d", "alarm", batch, 0);
        Assert.Equal(["ask d: alarm", "pass alarm: 0", "end"], _bench.Done[1..]);
    }

    [Fact]
    public void A_subsystem_that_moved_and_did_not_come_is_waited_for_no_more_until_it_runs_again()
    {
        _bench.Runs("b", "alarm/0");
        _bench.Runs("b");
        _bench.Send(1, "alarm");
        _bench.Pass(Bench.Timeout / 2);
        Assert.Equal(["give up alarm: 0", "end"], _bench.Done);
        _bench.Send(1, "alarm");
        Assert.Equal(["give up alarm: 0", "end"], _bench.Done[2..]);
        _bench.Runs("b", "alarm/0");
        _bench.Runs("b");
        _bench.Send(1, "alarm");
        Assert.Equal(4, _bench.Done.Count);
    }

    [Fact]
    public void A_subsystem_whose_last_node_is_gone_is_given_up_at_once()
    {
        _bench.Runs("b", "alarm/0");
        _bench.Gone("b");
        _bench.Send(1, "alarm");
        Assert.Equal(["give up alarm: 0", "end"], _bench.Done);
    }

    [Fact]
    public void A_replica_that_refuses_is_replaced_and_a_second_refusal_is_told_the_rankers()
    {
        _bench.Runs("here", "alarm/0");
        _bench.Runs("there", "alarm/1");
        var batch = _bench.Send(1, "alarm");
        _bench.Refused("here", "alarm", batch);
        Assert.Equal("ask there: alarm", _bench.Done[^1]);
        _bench.Refused("here", "alarm", batch);
        Assert.Equal(2, _bench.Done.Count);
        _bench.Refused("there", "alarm", batch);
        Assert.Equal(["give up alarm: 0", "end"], _bench.Done[2..]);
    }

    [Fact]
    public void A_refusal_waits_for_the_replica_that_was_asked_beside_it()
    {
        _bench.Runs("here", "alarm/0");
        _bench.Runs("there", "alarm/1");
        var batch = _bench.Send(1, "alarm");
        _bench.Pass(TimeSpan.FromMilliseconds(100));
        _bench.Refused("there", "alarm", batch);
        Assert.Equal(["ask here: alarm", "ask there: alarm"], _bench.Done);
        _bench.Judged("here", "alarm", batch, 0);
        Assert.Equal(["pass alarm: 0", "end"], _bench.Done[2..]);
    }

    [Fact]
    public void What_a_node_takes_no_more_is_asked_of_another_one_at_once_and_with_it_what_that_one_is_asked_besides()
    {
        _bench.Runs("b", "alarm/0", "weather/0");
        _bench.Runs("c", "alarm/1", "iot/0");
        _bench.Full.Add("b");
        _bench.Send(1, "alarm", "iot", "weather");
        Assert.Contains("full b", _bench.Done);
        Assert.Contains("give up weather: 0", _bench.Done);
        Assert.Equal(["alarm", "iot"], _bench.Done.Where(done => done.StartsWith("ask c: ", StringComparison.Ordinal)).SelectMany(done => done[7..].Split(", ")).Order());
    }

    [Fact]
    public void What_no_node_takes_is_given_up_at_once()
    {
        _bench.Runs("b", "alarm/0");
        _bench.Runs("c", "alarm/1");
        _bench.Full.UnionWith(["b", "c"]);
        _bench.Send(2, "alarm");
        Assert.Equal(["give up alarm: 0 1", "end"], _bench.Done[2..]);
        Assert.All(_bench.Done[..2], done => Assert.StartsWith("full ", done));
        Assert.Equal(0, _bench.Calls.Count);
    }

    [Fact]
    public void A_late_verdict_is_waited_for_where_the_other_node_takes_nothing_more()
    {
        _bench.Runs("here", "alarm/0");
        _bench.Runs("there", "alarm/1");
        var batch = _bench.Send(1, "alarm");
        _bench.Full.Add("there");
        _bench.Pass(TimeSpan.FromMilliseconds(100));
        Assert.Equal(["ask here: alarm", "full there"], _bench.Done);
        _bench.Judged("here", "alarm", batch, 0);
        Assert.Equal(["pass alarm: 0", "end"], _bench.Done[2..]);
    }

    [Fact]
    public void At_the_deadline_what_is_left_of_a_batch_is_given_up_and_what_comes_later_is_nobodys()
    {
        _bench.Runs("here", "alarm/0");
        var batch = _bench.Send(1, "alarm");
        _bench.Pass(Bench.Timeout - TimeSpan.FromTicks(1));
        Assert.Equal(["ask here: alarm"], _bench.Done);
        _bench.Pass(TimeSpan.FromTicks(1));
        _bench.Judged("here", "alarm", batch, 0);
        Assert.Equal(["ask here: alarm", "give up alarm: 0", "end"], _bench.Done);
    }

    [Fact]
    public void A_node_that_is_late_three_times_without_a_word_is_asked_no_more_while_there_is_another()
    {
        _bench.Runs("b", "alarm/0");
        _bench.Runs("c", "alarm/1");
        for (var i = 0; i < 6; i++) _bench.Send(1, "alarm");
        Assert.Equal(3, _bench.Done.Count(done => done == "ask b: alarm"));
        _bench.Hear("c");
        _bench.Pass(TimeSpan.FromMilliseconds(100), answers: "c");
        Assert.Equal(6, _bench.Done.Count(done => done == "ask c: alarm"));
        _bench.Done.Clear();
        for (var i = 0; i < 4; i++) _bench.Send(1, "alarm");
        Assert.All(_bench.Done, done => Assert.Equal("ask c: alarm", done));
        _bench.Hear("b");
        _bench.Done.Clear();
        for (var i = 0; i < 4; i++) _bench.Send(1, "alarm");
        Assert.Equal(2, _bench.Done.Count(done => done == "ask b: alarm"));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void A_node_that_is_late_and_was_heard_of_meanwhile_is_asked_as_before_and_one_that_only_reported_is_not(bool isReport, int asked)
    {
        _bench.Runs("b", "alarm/0");
        _bench.Runs("c", "alarm/1");
        for (var i = 0; i < 6; i++) _bench.Send(1, "alarm");
        if (isReport) _bench.Runs("b", "alarm/0");
        else _bench.Hear("b");
        _bench.Pass(TimeSpan.FromMilliseconds(100), answers: "c");
        _bench.Done.Clear();
        for (var i = 0; i < 4; i++) _bench.Send(1, "alarm");
        Assert.Equal(asked, _bench.Done.Count(done => done == "ask b: alarm"));
    }

    [Fact]
    public void Of_late_verdicts_no_more_than_their_share_are_asked_for_again()
    {
        _bench.Runs("here", "alarm/0");
        _bench.Runs("there", "alarm/1");
        for (var i = 0; i < 1000; i++)
        {
            var batch = _bench.Send(1, "alarm");
            _bench.Pass(TimeSpan.FromMilliseconds(100));
            _bench.Judged("here", "alarm", batch, 0);
        }
        // A tenth of them, and what is saved up at the start.
        Assert.InRange(_bench.Done.Count(done => done == "ask there: alarm"), 100, 121);
    }

    [Fact]
    public void Whatever_happens_each_query_hears_from_each_subsystem_at_most_once_and_each_batch_ends_once() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => new Bench().Riot(new Random(seed))).QuickCheckThrowOnFailure();

    /// <summary>The class under test with a clock, nodes, and a list of what it had done.</summary>
    private sealed class Bench : IReplicaCallSink
    {
        public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

        private readonly ReplicaDirectory _directory = new("here", Settings.MinDelay);
        private readonly List<string> _names = [];
        private readonly Dictionary<EncodedBatch, int> _ended = [];
        private readonly List<(string Node, EncodedBatch Batch)> _asked = [];
        private readonly List<(Guid Query, string Subsystem)> _told = [];
        private DateTimeOffset _now = Start;

        public Bench() => Calls = new ReplicaCalls(new Dictionary<string, IReadOnlyList<string>> { [""] = _names, ["a"] = _names, ["b"] = _names }, _directory, new HedgeDelays(Settings), this);

        public static HedgeSettings Settings { get; } = new()
        {
            MinDelay = TimeSpan.FromMilliseconds(10),
            MaxDelay = TimeSpan.FromMilliseconds(100),
            MaxShare = 0.1,
        };

        public ReplicaCalls Calls { get; }

        public List<string> Done { get; } = [];

        /// <summary>The nodes that take nothing more.</summary>
        public HashSet<string> Full { get; } = [];

        public void Runs(string node, params string[] replicas) => Runs(node, ["a", "b"], replicas);

        public void Runs(string node, string[] backbones, params string[] replicas)
        {
            _directory.Report(
                node, new NodeReport(node, "", "", [.. replicas.Select(replica => new HeadReport(replica.Split('/')[0], "", 0) { Backbones = backbones })], replicas));
            Calls.Moved(_now);
        }

        public EncodedBatch Send(int rows, params string[] subsystems)
        {
            _names.Clear();
            _names.AddRange(subsystems);
            var batch = Batch(rows);
            Calls.Start(batch, _now);
            return batch;
        }

        private EncodedBatch Batch(int rows)
        {
            var queries = Enumerable.Range(0, rows).Select(row => new EncodedQuery(
                new Query(Guid.CreateVersion7(), new TokenizedText("", default, false), QueryPriority.Normal, _now, _now + Timeout), ActorRefs.Nobody, new EncodeTimings(row, 0)));
            return new EncodedBatch([.. queries], new HostLayerStates(rows, 1, new long[rows], new long[rows], new Dictionary<int, ReadOnlyMemory<float>>()));
        }

        /// <summary>The queries as two backbones encode them, the first for some of the subsystems and the second for the others.</summary>
        public (EncodedBatch First, EncodedBatch Second) SendSplit(int rows, string[] subsystems, Func<string, bool> isFirst)
        {
            var rosters = subsystems.ToLookup(isFirst);
            var whole = Batch(rows);
            return (Send("a", rosters[true]), Send("b", rosters[false]));

            EncodedBatch Send(string backbone, IEnumerable<string> asked)
            {
                var roster = new SubsystemRoster(asked);
                _names.Clear();
                _names.AddRange(subsystems);
                var batch = Batch(rows) with { Backbone = backbone, Queries = [.. whole.Queries.Select(query => query with { Asked = roster })] };
                Calls.Start(batch, _now);
                return batch;
            }
        }

        public void Judged(string node, string subsystem, EncodedBatch batch, params int[] rows) => Calls.Judged(
            node,
            new SubsystemVerdicts(
                subsystem,
                [.. rows.Select(row => new Verdict { QueryId = batch.Queries[row].Query.Id, Subsystem = subsystem, Kind = VerdictKind.Accept })],
                [.. rows.Select(_ => default(EncodeTimings))]),
            _now);

        public void Refused(string node, string subsystem, EncodedBatch batch) =>
            Calls.Refused(node, new SubsystemUnavailable(subsystem, [.. batch.Queries.Select(query => query.Query.Id)]), _now);

        public void Gone(string node)
        {
            _directory.SetReachable(node, false);
            Calls.Gone(node, _now);
        }

        public void Hear(string node) => _directory.Heard(node);

        /// <summary>Time passes, and what falls due in it is looked after when it does.</summary>
        public void Pass(TimeSpan time, string? answers = null)
        {
            var end = _now + time;
            while (Calls.NextDue is { } due && due <= end)
            {
                _now = due > _now ? due : _now;
                Calls.Strike(_now);
                if (answers is null) continue;
                foreach (var (node, batch) in _asked.Where(ask => ask.Node == answers).ToArray()) Judged(node, "alarm", batch, 0);
            }
            _now = end;
        }

        public void Riot(Random random)
        {
            string[] nodes = ["here", "b", "c"], subsystems = ["alarm", "iot", "weather"];
            var batches = new List<EncodedBatch>();
            for (var step = 0; step < 120; step++)
            {
                var (node, subsystem) = (nodes[random.Next(3)], subsystems[random.Next(3)]);
                switch (random.Next(10))
                {
                    case 0: Runs(node, [.. subsystems.Where(_ => random.Next(2) == 0).Select(name => $"{name}/{random.Next(2)}")]); break;
                    case 1: _directory.SetReachable(node, true); break;
                    case 2 when node != "here": Gone(node); break;
                    case 3 when batches.Count > 0: Refused(node, subsystem, batches[random.Next(batches.Count)]); break;
                    case 4: Pass(TimeSpan.FromMilliseconds(random.Next(200))); break;
                    case 7: if (!Full.Remove(node)) Full.Add(node); break;
                    case 5: batches.Add(Send(random.Next(1, 4), subsystems)); break;
                    case 6:
                        var chosen = random.Next(1 << subsystems.Length);
                        var (first, second) = SendSplit(random.Next(1, 4), subsystems, name => (chosen & (1 << Array.IndexOf(subsystems, name))) != 0);
                        batches.AddRange([first, second]);
                        break;
                    default:
                        if (batches.Count == 0) break;
                        var batch = batches[random.Next(batches.Count)];
                        Judged(node, subsystem, batch, [.. Enumerable.Range(0, batch.Queries.Count).Where(_ => random.Next(4) > 0)]);
                        break;
                }
            }
            Pass(Timeout);
            Assert.Equal(0, Calls.Count);
            Assert.Null(Calls.NextDue);
            Assert.Equal(batches.Count, _ended.Count);
            Assert.All(_ended.Values, times => Assert.Equal(1, times));
            Assert.Equal(_told.Count, _told.Distinct().Count());
            // Whoever was asked for a query of several batches was asked in one of them.
            Assert.All(_told, told => Assert.Single(batches, batch => batch.Queries.Any(query => query.Query.Id == told.Query && query.IsAskedOf(told.Subsystem))));
            foreach (var group in _asked.GroupBy(ask => ask)) Assert.InRange(group.Count(), 1, subsystems.Length);
        }

        bool IReplicaCallSink.Ask(string node, IReadOnlyList<string> subsystems, EncodedBatch batch)
        {
            Assert.DoesNotContain(batch, _ended);
            if (Full.Contains(node))
            {
                Done.Add($"full {node}");
                return false;
            }
            _asked.Add((node, batch));
            Done.Add($"ask {node}: {string.Join(", ", subsystems)}");
            return true;
        }

        void IReplicaCallSink.Pass(IReadOnlyList<EncodedQuery> queries, string subsystem, IReadOnlyList<Verdict> verdicts)
        {
            Assert.Equal(queries.Select(query => query.Query.Id), verdicts.Select(verdict => verdict.QueryId));
            _told.AddRange(queries.Select(query => (query.Query.Id, subsystem)));
            Done.Add($"pass {subsystem}: {Rows(queries)}");
        }

        void IReplicaCallSink.GiveUp(IReadOnlyList<EncodedQuery> queries, string subsystem)
        {
            _told.AddRange(queries.Select(query => (query.Query.Id, subsystem)));
            Done.Add($"give up {subsystem}: {Rows(queries)}");
        }

        void IReplicaCallSink.End(EncodedBatch batch)
        {
            _ended[batch] = _ended.GetValueOrDefault(batch) + 1;
            Done.Add("end");
        }

        private static string Rows(IReadOnlyList<EncodedQuery> queries) => string.Join(' ', queries.Select(query => query.Timings.QueueMs));
    }
}
