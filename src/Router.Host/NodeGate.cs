using Actors.Subsystems.Shards;
using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Listeners;
using Router.Host.Routing;

namespace Router.Host;

/// <summary>
/// What the front ends know of the node behind them. They listen before the node has loaded its models, so that a taken port is
/// found at once and probes get an answer.
/// </summary>
public sealed class NodeGate
{
    private readonly Lock _lock = new();
    private readonly ClusterView? _cluster;
    private volatile RouterNode? _node;
    private volatile NodeState _state = NodeState.Starting;
    private volatile Standstills? _standstills;
    private NodeState _own = NodeState.Starting;
    private Action<NodeState>? _watchers;

    /// <param name="nodeName">The node's name.</param>
    /// <param name="cluster">What the node knows of its cluster; null when it is in none.</param>
    public NodeGate(string nodeName, ClusterView? cluster = null)
    {
        (NodeName, _cluster) = (nodeName, cluster);
        cluster?.Watch(Look);
    }

    /// <summary>The node's name.</summary>
    public string NodeName { get; }

    /// <summary>What the node is doing.</summary>
    public NodeState State => Seen(_state);

    /// <summary>The node, from the moment that it serves; null before.</summary>
    public RouterNode? Node => _node;

    /// <summary>The state as probes see it.</summary>
    public NodeStatus Status => new(NodeName, State);

    /// <summary>The cluster as the node knows it, also before it serves; null when it is in none.</summary>
    public ClusterStatus? Cluster => _cluster is null ? null : StatusOfCluster.Of(NodeName, _cluster.Now);

    /// <summary>Lets queries through to a node.</summary>
    public void Open(RouterNode node) => Open(node, node.Queries.Standstills);

    /// <inheritdoc cref="Open(RouterNode)"/>
    internal void Open(RouterNode? node, Standstills? standstills)
    {
        (_node, _standstills) = (node, standstills);
        standstills?.Watch(Look);
        Enter(NodeState.Ready);
    }

    /// <summary>Tells probes that the node finishes what it has.</summary>
    public void Drain() => Enter(NodeState.Draining);

    /// <summary>Tells probes that the node has stopped or could not start.</summary>
    public void Close() => Enter(NodeState.Stopped);

    /// <summary>Tells a watcher the state now and at each change, one at a time, until the gate is gone.</summary>
    /// <param name="watcher">Quick, and calls nothing of the gate.</param>
    public void Watch(Action<NodeState> watcher)
    {
        lock (_lock)
        {
            _watchers += watcher;
            watcher(_state);
        }
    }

    private void Enter(NodeState own)
    {
        lock (_lock)
        {
            _own = own;
            Look();
        }
    }

    /// <summary>A node that stood still may have been taken out of its cluster, and cannot know yet.</summary>
    private NodeState Seen(NodeState state) => state is NodeState.Ready && _standstills is { IsUnsure: true } ? NodeState.Incomplete : state;

    private void Look()
    {
        lock (_lock)
        {
            var state = _own is NodeState.Ready && _cluster is { Now.IsServed: false } ? NodeState.Incomplete : Seen(_own);
            if (state == _state) return;
            _state = state;
            _watchers?.Invoke(state);
        }
    }
}
