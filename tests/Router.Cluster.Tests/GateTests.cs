using System.Collections.Immutable;
using Actors.Subsystems.Shards;
using Router.Contracts;
using Router.Host;

namespace Router.Cluster.Tests;

/// <summary>What probes learn of a node by its life and its cluster.</summary>
public sealed class GateTests
{
    private readonly ClusterView _view = new();
    private readonly List<NodeState> _seen = [];
    private readonly NodeGate _gate;

    public GateTests()
    {
        _gate = new NodeGate("a", _view);
        _gate.Watch(_seen.Add);
    }

    [Fact]
    public void A_node_is_incomplete_while_a_subsystem_is_not_served_and_each_change_is_told_once()
    {
        Know(true, "alarm");
        _gate.Open(null!);
        Know(true, "alarm", "iot");
        Know(true);
        Know(true);
        Know(true, "iot");
        Assert.Equal([NodeState.Starting, NodeState.Incomplete, NodeState.Ready, NodeState.Incomplete], _seen);
        Assert.Equal(NodeState.Incomplete, _gate.Status.State);
    }

    [Fact]
    public void A_node_that_is_no_member_any_more_is_incomplete()
    {
        Know(true);
        _gate.Open(null!);
        Know(false);
        Assert.Equal([NodeState.Starting, NodeState.Ready, NodeState.Incomplete], _seen);
    }

    [Fact]
    public void A_node_that_ends_says_so_whatever_its_cluster_does()
    {
        Know(true);
        _gate.Open(null!);
        _gate.Drain();
        Know(false, "alarm");
        Assert.Equal(NodeState.Draining, _gate.State);
        _gate.Close();
        Know(true);
        Assert.Equal(NodeState.Stopped, _gate.State);
    }

    private void Know(bool isMember, params string[] unserved) => _view.Update(new ClusterSnapshot([], [], ImmutableHashSet<string>.Empty, unserved, isMember));
}
