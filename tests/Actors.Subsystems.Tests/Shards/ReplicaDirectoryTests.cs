using Actors.Subsystems.Shards;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

public sealed class ReplicaDirectoryTests
{
    private readonly ReplicaDirectory _directory = new("here");

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

    private void Report(string node, params string[] replicas) => _directory.Report(node, new NodeReport(node, "", "", [], replicas));
}
