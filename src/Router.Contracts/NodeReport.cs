namespace Router.Contracts;

/// <summary>From each node of a cluster to each other one, when it changes and at intervals: what it runs.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Zone">What fails together with it; "" when nothing is known of that.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Heads">The subsystems whose package it has.</param>
/// <param name="Replicas">The entities that run on it, such as <c>alarm/0</c>.</param>
public sealed record NodeReport(
    string Node, string Zone, string Version, IReadOnlyList<HeadReport> Heads, IReadOnlyList<string> Replicas) : IWireMessage
{
    /// <summary>Whether it is about to leave: it judges on until its replicas run elsewhere, and takes no other one.</summary>
    public bool Leaves { get; init; }

    /// <summary>The devices that encode for other nodes; none where it has none, starts or is about to leave.</summary>
    public IReadOnlyList<DeviceReport> Devices { get; init; } = [];

    /// <summary>Whether it says what devices it has; nodes of versions that encode for themselves alone do not.</summary>
    public bool TellsDevices { get; init; }

    /// <summary>The bytes of what it told other nodes and was told by them, since it started.</summary>
    public IReadOnlyList<MessageTraffic> Traffic { get; init; } = [];

    /// <summary>
    /// What the bytes are compared with: those that the states of one layer would be, as 16-bit floats, of all queries that it encoded, each counted once.
    /// </summary>
    public long TapBytes { get; init; }
}

/// <summary>A device that runs a backbone, and its queue.</summary>
/// <param name="Backbone">Name and version: <c>bge-en 2.0.0</c>.</param>
/// <param name="Device">Such as <c>cpu</c>; a node may have the same one twice, and of one backbone they stand in the order of its configuration.</param>
/// <param name="Queries">Waiting or running.</param>
/// <param name="Tokens">Theirs.</param>
public sealed record DeviceReport(string Backbone, string Device, int Queries, int Tokens);

/// <summary>Bytes of one kind of message between nodes.</summary>
/// <param name="Message">The kind, such as <see cref="States"/>.</param>
/// <param name="SentBytes">Made for other nodes.</param>
/// <param name="ReceivedBytes">Read from other nodes.</param>
public sealed record MessageTraffic(string Message, long SentBytes, long ReceivedBytes)
{
    /// <summary>Layer states, with the texts and tokens of their queries.</summary>
    public const string States = "states";

    /// <summary>What subsystems say of them.</summary>
    public const string Verdicts = "verdicts";
}

/// <summary>A subsystem that a node can run.</summary>
/// <param name="Subsystem">Whose it is.</param>
/// <param name="Version">The version of its package; of several all, with commas between them.</param>
/// <param name="CostMs">What a query takes it, in milliseconds; 0 while it has judged none.</param>
public sealed record HeadReport(string Subsystem, string Version, double CostMs)
{
    /// <summary>The backbones that its heads read, such as <c>bge-en 2.0.0</c>; none where the node does not say so, as those of versions with one backbone.</summary>
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
