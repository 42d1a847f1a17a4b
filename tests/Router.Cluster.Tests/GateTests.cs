using System.Collections.Immutable;
using Actors.Subsystems.Shards;
using Microsoft.Extensions.Time.Testing;
using Router.Contracts;
using Router.Host;
using Router.Host.Routing;

namespace Router.Cluster.Tests;

/// <summary>What probes learn of a node by its life and its cluster.</summary>
public sealed class GateTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ClusterView _view = new();
    private readonly Standstills _standstills;
    private readonly List<NodeState> _seen = [];
    private readonly NodeGate _gate;

    public GateTests()
    {
        _standstills = new Standstills(_time);
        _gate = new NodeGate("a", _view);
        _gate.Watch(_seen.Add);
    }

    [Fact]
    public void A_node_is_incomplete_while_a_subsystem_is_not_served_and_each_change_is_told_once()
    {
        Know(true, "alarm");
        _gate.Open(null, _standstills);
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
        _gate.Open(null, _standstills);
        Know(false);
        Assert.Equal([NodeState.Starting, NodeState.Ready, NodeState.Incomplete], _seen);
    }

    [Fact]
    public void A_node_that_stood_still_is_incomplete_until_it_can_know_whom_it_reaches()
    {
        Know(true);
        _gate.Open(null, _standstills);
        _time.Advance(Standstills.Shortest - TimeSpan.FromMilliseconds(1));
        Assert.Equal([NodeState.Starting, NodeState.Ready], _seen);

        _time.Advance(Standstills.Shortest);
        Assert.Equal((NodeState.Incomplete, NodeState.Incomplete), (_gate.State, _seen[^1]));
        for (var passed = TimeSpan.Zero; passed < Standstills.Unsure + TimeSpan.FromMilliseconds(300); passed += TimeSpan.FromMilliseconds(100)) _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([NodeState.Starting, NodeState.Ready, NodeState.Incomplete, NodeState.Ready], _seen);
    }

    [Fact]
    public void A_probe_that_comes_before_any_timer_strikes_learns_that_the_node_stood_still()
    {
        Know(true);
        _gate.Open(null, _standstills);
        _standstills.Dispose();
        _time.Advance(Standstills.Shortest);
        Assert.Equal((NodeState.Incomplete, NodeState.Incomplete), (_gate.State, _gate.Status.State));
    }

    [Fact]
    public void A_node_that_ends_says_so_whatever_its_cluster_does()
    {
        Know(true);
        _gate.Open(null, _standstills);
        _gate.Drain();
        Know(false, "alarm");
        Assert.Equal(NodeState.Draining, _gate.State);
        _gate.Close();
        Know(true);
        Assert.Equal(NodeState.Stopped, _gate.State);
    }

    public void Dispose() => _standstills.Dispose();

    private void Know(bool isMember, params string[] unserved) => _view.Update(new ClusterSnapshot([], [], ImmutableHashSet<string>.Empty, unserved, isMember));
}
