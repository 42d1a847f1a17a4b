using Actors.Subsystems.Shards;
using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

public sealed class ReplicaDirectoryTests
{
    private readonly ReplicaDirectory _directory = new("here", TimeSpan.FromMilliseconds(20));

    [Fact]
    public void This_node_comes_first_and_the_others_take_turns()
    {
        Report("b", "alarm/0", "iot/1");
        Report("c", "alarm/1", "iot/0");
        Assert.Equal(["b", "c"], Enumerable.Range(0, 8).Select(turn => _directory.Choose("alarm", null, turn)).Distinct().Order());
        // One turn, one node for all subsystems: the states cross once.
        Assert.All(Enumerable.Range(0, 8), turn => Assert.Equal(_directory.Choose("alarm", null, turn), _directory.Choose("iot", null, turn)));
        Report("here", "alarm/2");
        Assert.All(Enumerable.Range(0, 8), turn => Assert.Equal("here", _directory.Choose("alarm", null, turn)));
        Assert.DoesNotContain("here", Enumerable.Range(0, 8).Select(turn => _directory.Choose("alarm", "here", turn)));
    }

    [Fact]
    public void A_node_out_of_reach_is_not_asked_and_does_not_serve()
    {
        Report("b", "alarm/0");
        _directory.SetReachable("b", false);
        Assert.Null(_directory.Choose("alarm", null, 0));
        Assert.False(_directory.Serves("alarm"));
        _directory.SetReachable("b", true);
        Assert.Equal("b", _directory.Choose("alarm", null, 0));
        Assert.True(_directory.Serves("alarm"));
    }

    [Fact]
    public void A_node_whose_connection_broke_is_asked_again_once_it_says_something()
    {
        Report("b", "alarm/0");
        _directory.Lost("b");
        Assert.Null(_directory.Choose("alarm", null, 0));
        _directory.Heard("b");
        Assert.Equal("b", _directory.Choose("alarm", null, 0));
    }

    [Fact]
    public void A_node_that_leaves_is_asked_of_what_runs_there_and_takes_nothing_more()
    {
        var runs = new NodeReport("b", "", "", [new HeadReport("alarm", "", 0) { Backbones = ["en 1.0.0"] }], ["alarm/0"]);
        Assert.True(_directory.Report("b", runs));
        Assert.True(_directory.HasHeadElsewhere("alarm"));
        Assert.True(_directory.Report("b", runs with { Leaves = true }));
        Assert.Equal("b", _directory.Choose("alarm", null, 0, "en 1.0.0"));
        Assert.True(_directory.Serves("alarm", "en 1.0.0"));
        Assert.False(_directory.HasHeadElsewhere("alarm"));
        _directory.Report("b", runs with { Leaves = true, Replicas = [] });
        Assert.Empty(_directory.Missing(_ => true, _ => 2));
        Assert.True(_directory.Moves("alarm", "en 1.0.0"));
    }

    [Fact]
    public void No_replica_is_missing_where_as_many_run_as_there_can_be()
    {
        void Says(string node, params string[] replicas) => _directory.Report(node, new NodeReport(node, "", "", [new HeadReport("alarm", "", 0)], replicas));
        string[] Missing() => [.. _directory.Missing(_ => true, _ => 2).Select(id => $"{id}")];
        Says("here", "alarm/1");
        // Its other replica went with another node: there is none that could take it.
        Assert.Empty(Missing());
        Says("b");
        Assert.Equal(["alarm/0"], Missing());
        Says("c");
        Assert.Equal(["alarm/0"], Missing());
        Says("b", "alarm/0");
        Assert.Empty(Missing());
        Says("here");
        Assert.Equal(["alarm/1"], Missing());
        Says("b");
        Assert.Equal(["alarm/0", "alarm/1"], Missing());
    }

    [Fact]
    public void A_subsystem_moves_when_its_last_node_says_that_it_runs_there_no_more()
    {
        Report("b", "alarm/0");
        Report("c", "alarm/1");
        Report("b");
        Assert.False(_directory.Moves("alarm", ""));
        Report("c");
        Assert.True(_directory.Moves("alarm", ""));
        Report("b", "alarm/1");
        Assert.False(_directory.Moves("alarm", ""));
        _directory.SetReachable("b", false);
        Report("b");
        Assert.False(_directory.Moves("alarm", ""));
    }

    [Fact]
    public void A_silent_node_is_asked_only_where_there_is_no_other()
    {
        Report("b", "alarm/0");
        Report("c", "alarm/1");
        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(_ => _directory.Late("b")));
        Assert.All(Enumerable.Range(0, 8), turn => Assert.Equal("c", _directory.Choose("alarm", null, turn)));
        Assert.Equal("b", _directory.Choose("alarm", "c", 0));
        _directory.Remove("c");
        Assert.Equal("b", _directory.Choose("alarm", null, 0));
        Assert.False(_directory.Serves("alarm"));
    }

    [Fact]
    public void A_node_that_speaks_in_between_is_not_silent()
    {
        Report("b", "alarm/0");
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.False(_directory.Late("b"));
            Assert.False(_directory.Late("b"));
            _directory.Heard("b");
        }
    }

    [Fact]
    public void A_slow_node_gets_one_of_sixteen_of_its_turns_and_is_asked_where_there_is_no_other()
    {
        Report("b", "alarm/0");
        Report("c", "alarm/1");
        Take("b", 600);
        Take("c", 20);
        Assert.Equal(2, Enumerable.Range(0, 64).Count(turn => _directory.Choose("alarm", null, turn) == "b"));
        Assert.All(Enumerable.Range(0, 64), turn => Assert.Equal("b", _directory.Choose("alarm", "c", turn)));
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(_ => _directory.Late("c")));
        Assert.All(Enumerable.Range(0, 64), turn => Assert.Equal("b", _directory.Choose("alarm", null, turn)));
        Take("b", 20);
        _directory.Heard("c");
        AssertBothTakeTurns();
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(20, 50)]
    [InlineData(600, 1500)]
    public void A_node_that_is_not_several_times_slower_takes_its_turns(int ms, int otherMs)
    {
        Report("b", "alarm/0");
        Report("c", "alarm/1");
        Take("b", otherMs);
        Take("c", ms);
        AssertBothTakeTurns();
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("out of reach")]
    [InlineData("its connection broke")]
    public void A_node_that_returns_is_not_slow(string after)
    {
        Report("b", "alarm/0");
        Report("c", "alarm/1");
        Take("c", 20);
        Take("b", 600);
        switch (after)
        {
            case "gone": _directory.Remove("b"); break;
            case "out of reach": _directory.SetReachable("b", false); break;
            default: _directory.Lost("b"); break;
        }
        _directory.SetReachable("b", true);
        Report("b", "alarm/0");
        AssertBothTakeTurns();
        // What finds it cold is not how it is.
        Assert.True(_directory.Took("b", "alarm", "", TimeSpan.FromMilliseconds(600)));
        AssertBothTakeTurns();
    }

    [Fact]
    public void This_node_comes_first_however_slow_it_is()
    {
        Report("here", "alarm/0");
        Report("b", "alarm/1");
        Take("b", 20);
        Take("here", 600);
        Assert.All(Enumerable.Range(0, 64), turn => Assert.Equal("here", _directory.Choose("alarm", null, turn)));
    }

    [Fact]
    public void Whatever_the_nodes_take_equal_turns_give_equal_nodes_and_slow_ones_get_their_share_and_the_others_the_rest() =>
        Prop.ForAll(Gen.Choose(0, 200).Select(ten => (10 * ten) + 1).NonEmptyListOf().ToArbitrary(), took =>
        {
            var directory = new ReplicaDirectory("here", TimeSpan.FromMilliseconds(20));
            string[] nodes = [.. took.Select((_, i) => $"node{i:000}")];
            foreach (var node in nodes) directory.Report(node, new NodeReport(node, "", "", [], ["alarm/0", "iot/0"]));
            var isSlow = new bool[nodes.Length];
            for (var i = 0; i < 100 * nodes.Length; i++)
            {
                var node = i % nodes.Length;
                foreach (var subsystem in new[] { "alarm", "iot" }) isSlow[node] = !directory.Took(nodes[node], subsystem, "", TimeSpan.FromMilliseconds(took[node]));
            }
            var best = Math.Max(20, took.Min());
            Assert.Equal(took.Select(ms => ms > 3 * best), isSlow);
            var turns = Enumerable.Range(0, 16 * nodes.Length).ToArray();
            var chosen = turns.Select(turn => directory.Choose("alarm", null, turn)!).ToArray();
            Assert.Equal(chosen, turns.Select(turn => directory.Choose("iot", null, turn)));
            for (var i = 0; i < nodes.Length; i++)
            {
                var (times, except) = (chosen.Count(node => node == nodes[i]), nodes[i]);
                Assert.InRange(times, isSlow[i] ? 1 : 16, isSlow[i] ? 1 : turns.Length);
                Assert.All(turns, turn => Assert.True(directory.Choose("alarm", except, turn) is { } other ? other != except : nodes.Length == 1));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_replica_that_moves_is_asked_where_it_is()
    {
        Report("b", "alarm/0");
        Report("b");
        Assert.Null(_directory.Choose("alarm", null, 0));
        Report("c", "alarm/0", "no replica's name");
        Assert.Equal("c", _directory.Choose("alarm", null, 0));
    }

    [Fact]
    public void What_another_node_says_anew_of_the_same_replicas_counts_with_this_nodes_next_report()
    {
        Report("b", "alarm/0");
        var before = _directory.Changes;
        Report("b", "alarm/0");
        Assert.Equal(before, _directory.Changes);
        Report(_directory.Self);
        var own = _directory.Changes;
        Report(_directory.Self);
        Assert.True(own > before && _directory.Changes > own);
    }

    [Fact]
    public void Costs_are_the_mean_of_what_was_measured_and_what_was_not_costs_as_others_do()
    {
        var costs = ReplicaDirectory.CostsOf([
            new NodeReport("b", "", "", [new HeadReport("alarm", "", 2), new HeadReport("iot", "", 0)], []),
            new NodeReport("c", "", "", [new HeadReport("alarm", "", 4), new HeadReport("music", "", 5)], []),
        ]);
        Assert.Equal([3.0, 5.0, 4.0], new[] { "alarm", "music", "iot" }.Select(costs));
        Assert.Equal(1, ReplicaDirectory.CostsOf([])("alarm"));
    }

    private void Take(string node, int ms)
    {
        for (var i = 0; i < 60; i++) _directory.Took(node, "alarm", "", TimeSpan.FromMilliseconds(ms));
    }

    private void AssertBothTakeTurns() => Assert.Equal(32, Enumerable.Range(0, 64).Count(turn => _directory.Choose("alarm", null, turn) == "b"));

    private void Report(string node, params string[] replicas) => _directory.Report(node, new NodeReport(node, "", "", [], replicas));
}
