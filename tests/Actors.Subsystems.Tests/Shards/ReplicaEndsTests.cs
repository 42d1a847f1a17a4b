using Actors.Subsystems.Shards;
using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

/// <summary>When a replica may end without its subsystem running nowhere.</summary>
public sealed class ReplicaEndsTests
{
    [Fact]
    public void A_replica_ends_once_another_one_has_said_that_it_outlasts_it()
    {
        var (a, b) = Pair("alarm/0", "alarm/1");
        a.Ends.Begin(new ReplicaId("alarm", 0));
        Assert.Equal([(new ReplicaId("alarm", 0), "b")], a.Next());
        Assert.True(b.Ends.Allow(new ReplicaId("alarm", 0)));
        Assert.NotNull(a.Ends.End(new ReplicaId("alarm", 0)));
        Assert.Null(a.Ends.End(new ReplicaId("alarm", 0)));
        Assert.Empty(a.Next());
        Assert.Empty(a.Replicas.Ids);
    }

    [Fact]
    public void Of_two_that_are_to_end_at_once_only_the_first_may()
    {
        var (a, b) = Pair("alarm/0", "alarm/1");
        a.Ends.Begin(new ReplicaId("alarm", 0));
        b.Ends.Begin(new ReplicaId("alarm", 1));
        Assert.True(b.Ends.Allow(new ReplicaId("alarm", 0)));
        Assert.False(a.Ends.Allow(new ReplicaId("alarm", 1)));
    }

    [Fact]
    public void An_answer_to_what_was_asked_before_another_one_was_allowed_to_end_does_not_count()
    {
        var (_, b) = Pair("alarm/0", "alarm/1");
        var replica = new ReplicaId("alarm", 1);
        b.Ends.Begin(replica);
        b.Ends.Next(out var before);
        Assert.True(b.Ends.Allow(new ReplicaId("alarm", 0)));
        Assert.Null(b.Ends.End(replica, before));
        b.Ends.Next(out var after);
        Assert.NotNull(b.Ends.End(replica, after));
    }

    [Fact]
    public void A_replica_waits_while_its_subsystem_is_still_to_come_on_another_node()
    {
        var (a, b) = Pair("alarm/0");
        a.Ends.Begin(new ReplicaId("alarm", 0));
        Assert.Empty(a.Next());
        Assert.False(b.Ends.Allow(new ReplicaId("alarm", 0)));
        a.Directory.Report("b", ReportOf("b", ["alarm"], "alarm/1"));
        Assert.Equal([(new ReplicaId("alarm", 0), "b")], a.Next());
    }

    [Fact]
    public void A_replica_ends_at_once_where_no_other_one_is_to_come()
    {
        var leaving = Pair("alarm/0").A;
        leaving.Directory.Report("b", ReportOf("b", ["alarm"]) with { Leaves = true });
        var gone = Pair("alarm/0").A;
        gone.Directory.SetReachable("b", false);
        var single = new Node("a", replicas: 1, "alarm/0");
        single.Directory.Report("b", ReportOf("b", ["alarm"]));
        foreach (var node in new[] { leaving, gone, single })
        {
            node.Ends.Begin(new ReplicaId("alarm", 0));
            Assert.Equal([(new ReplicaId("alarm", 0), "")], node.Next());
        }
    }

    [Fact]
    public void What_is_not_to_end_does_not_and_what_broke_in_the_meantime_is_forgotten()
    {
        var (a, _) = Pair("alarm/0", "alarm/1");
        Assert.Null(a.Ends.End(new ReplicaId("alarm", 0)));
        a.Ends.Begin(new ReplicaId("alarm", 0));
        Assert.True(a.Replicas.Remove(ActorRefs.Nobody));
        Assert.Empty(a.Next());
        Assert.Null(a.Ends.End(new ReplicaId("alarm", 0)));
    }

    [Fact]
    public void However_questions_and_answers_cross_a_subsystem_never_stops_everywhere() => Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue - 1)), seed =>
    {
        var random = new Random(seed);
        string[] names = ["a", "b", "c"];
        var count = random.Next(2, 4);
        var nodes = Enumerable.Range(0, count).ToDictionary(i => names[i], i => new Node(names[i], 2, $"alarm/{i}"));
        foreach (var node in nodes.Values)
        {
            foreach (var other in nodes.Keys.Where(other => other != node.Name)) node.Directory.Report(other, ReportOf(other, ["alarm"], $"alarm/{Array.IndexOf(names, other)}"));
        }
        // Between two nodes messages keep their order; otherwise they arrive in any. No report of an end ever arrives, so that everything known is old.
        var mail = new Dictionary<(string From, string To), Queue<(bool IsAnswer, ReplicaId Replica, int Question)>>();
        void Send(string from, string to, bool isAnswer, ReplicaId replica, int question)
        {
            if (!mail.TryGetValue((from, to), out var queue)) mail.Add((from, to), queue = new());
            queue.Enqueue((isAnswer, replica, question));
        }
        for (var step = 0; step < 60; step++)
        {
            var node = nodes[names[random.Next(count)]];
            if (random.Next(3) == 0) node.Ends.Begin(new ReplicaId("alarm", Array.IndexOf(names, node.Name)));
            foreach (var (replica, asked) in node.Ends.Next(out var question)) Send(node.Name, asked, false, replica, question);
            var full = mail.Where(box => box.Value.Count > 0).ToArray();
            if (full.Length == 0 || random.Next(2) == 0) continue;
            var ((from, to), queue) = full[random.Next(full.Length)];
            var (isAnswer, about, number) = queue.Dequeue();
            if (isAnswer) nodes[to].Ends.End(about, number);
            else if (nodes[to].Ends.Allow(about)) Send(to, from, true, about, number);
            Assert.Contains(nodes.Values, left => left.Replicas.Ids.Count > 0);
        }
    }).QuickCheckThrowOnFailure();

    private static (Node A, Node B) Pair(string ofA, params string[] ofB)
    {
        var (a, b) = (new Node("a", 2, ofA), new Node("b", 2, ofB));
        a.Directory.Report("b", ReportOf("b", ["alarm"], ofB));
        b.Directory.Report("a", ReportOf("a", ["alarm"], ofA));
        return (a, b);
    }

    private static NodeReport ReportOf(string node, string[] heads, params string[] replicas) =>
        new(node, "", "", [.. heads.Select(head => new HeadReport(head, "", 0))], replicas);

    private sealed class Node
    {
        public Node(string name, int replicas, params string[] runs)
        {
            (Name, Directory) = (name, new ReplicaDirectory(name, TimeSpan.FromMilliseconds(20)));
            Ends = new ReplicaEnds(Replicas, Directory, _ => replicas);
            Directory.Report(name, ReportOf(name, ["alarm"], runs));
            foreach (var text in runs)
            {
                Assert.True(ReplicaId.TryParse(text, out var id));
                Replicas.Add(id, ActorRefs.Nobody);
            }
        }

        public string Name { get; }

        public ReplicaDirectory Directory { get; }

        public LocalReplicas Replicas { get; } = new();

        public ReplicaEnds Ends { get; }

        public IReadOnlyList<(ReplicaId Replica, string Node)> Next() => Ends.Next(out _);
    }
}
