namespace Router.Contracts;

/// <summary>From each node of a cluster to each other one, when it changes and at intervals: what it runs.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Zone">What fails together with it; "" when nothing is known of that.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Heads">The subsystems whose package it has; none when it is about to leave.</param>
/// <param name="Replicas">The entities that run on it, such as <c>alarm/0</c>.</param>
public sealed record NodeReport(
    string Node, string Zone, string Version, IReadOnlyList<HeadReport> Heads, IReadOnlyList<string> Replicas) : IWireMessage;

/// <summary>A subsystem that a node can run.</summary>
/// <param name="Subsystem">Whose it is.</param>
/// <param name="Version">The version of its package; of several all, with commas between them.</param>
/// <param name="CostMs">What a query takes it, in milliseconds; 0 while it has judged none.</param>
public sealed record HeadReport(string Subsystem, string Version, double CostMs)
{
    /// <summary>The backbones that its heads read, such as <c>bfm-mini 1.3.0</c>; none where the node does not say so, as those of versions with one backbone.</summary>
    public IReadOnlyList<string> Backbones { get; init; } = [];
}

/// <summary>From a node to one that runs another replica of the same subsystem: whether its own may end.</summary>
/// <param name="Replica">The entity, such as <c>alarm/0</c>.</param>
/// <param name="Question">Counts what the asking node asks.</param>
public sealed record MayReplicaEnd(string Replica, int Question) : IWireMessage;

/// <summary>The answer to <see cref="MayReplicaEnd"/>, by a node whose own replica outlasts it; no other one answers.</summary>
/// <param name="Replica">The entity that was asked about.</param>
/// <param name="Question">The number of the question.</param>
public sealed record ReplicaMayEnd(string Replica, int Question) : IWireMessage;
