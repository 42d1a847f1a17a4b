using System.Collections.Immutable;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>What a node knows of its cluster, for those who are no actor: its front ends, the allocation, whoever looks. Read by any thread.</summary>
public sealed class ClusterView
{
    private readonly TaskCompletionSource _isServed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ClusterSnapshot _now = new([], [], ImmutableHashSet<string>.Empty, [], IsMember: false);

    private volatile Action? _watcher;

    /// <summary>The last state.</summary>
    public ClusterSnapshot Now => _now;

    /// <summary>Ends when every subsystem has been served for the first time, and every backbone within reach.</summary>
    public Task IsServed => _isServed.Task;

    /// <summary>Tells a watcher, the only one, whenever something is known anew.</summary>
    /// <param name="watcher">Quick; called by one thread at a time.</param>
    public void Watch(Action watcher) => _watcher = watcher;

    internal void Update(ClusterSnapshot now)
    {
        _now = now;
        if (now.Unserved.Count == 0 && now.MissingBackbones.Count == 0) _isServed.TrySetResult();
        _watcher?.Invoke();
    }
}

/// <summary>What a node knew of its cluster at one moment.</summary>
/// <param name="Members">The members, by address.</param>
/// <param name="Reports">What the nodes run, by address.</param>
/// <param name="Trusted">The addresses of the nodes that are asked.</param>
/// <param name="Unserved">The subsystems that no node serves.</param>
/// <param name="IsMember">Whether this node is a member, and is not about to be none.</param>
public sealed record ClusterSnapshot(
    IReadOnlyList<Member> Members,
    IReadOnlyList<KeyValuePair<string, NodeReport>> Reports, IReadOnlySet<string> Trusted, IReadOnlyList<string> Unserved, bool IsMember)
{
    /// <summary>The address of the oldest node with heads, which has Akka.NET's coordinator; null when there is none.</summary>
    public string? Oldest { get; init; }

    /// <summary>The backbones that this node's queries need and no device within reach has.</summary>
    public IReadOnlyList<string> MissingBackbones { get; init; } = [];

    /// <summary>Whether a query that this node takes would be encoded, and judged by every subsystem.</summary>
    public bool IsServed => IsMember && Unserved.Count == 0 && MissingBackbones.Count == 0;
}
