namespace Router.Contracts;

/// <summary>The answer of <c>GET /v1/cluster</c>: what one node knows of its cluster.</summary>
/// <param name="Node">The node that answers.</param>
/// <param name="Members">The members, by address.</param>
/// <param name="Unserved">The subsystems that no node within reach serves; decisions are partial while there are some.</param>
/// <param name="Coordinator">The name of the node that decides who runs what, the oldest one with heads; "" while there is none.</param>
public sealed record ClusterStatus(string Node, IReadOnlyList<ClusterMember> Members, IReadOnlyList<string> Unserved, string Coordinator)
{
    /// <summary>The backbones, name and version, that this node's queries need and no device within reach has; what needs one is refused.</summary>
    public IReadOnlyList<string> MissingBackbones { get => field ?? []; init; } = [];
}

/// <summary>A member of the cluster.</summary>
/// <param name="Name">Its name; "" while it has not said what it runs.</param>
/// <param name="Address">Where the others reach it, <c>HOST:PORT</c>.</param>
/// <param name="Status">What Akka.NET says of it: joining, up, leaving, exiting or down.</param>
/// <param name="Trusted">Whether batches go to it: it is within reach, and not silent.</param>
/// <param name="Zone">What fails together with it; "" when nothing is known of that.</param>
/// <param name="Roles">What it does.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Heads">The subsystems whose package it has.</param>
/// <param name="Replicas">What runs on it, such as <c>alarm/0</c>.</param>
public sealed record ClusterMember(
    string Name,
    string Address,
    string Status,
    bool Trusted,
    string Zone,
    IReadOnlyList<string> Roles,
    string Version,
    IReadOnlyList<HeadReport> Heads,
    IReadOnlyList<string> Replicas)
{
    /// <summary>The devices that encode for other nodes, with their queues.</summary>
    public IReadOnlyList<DeviceReport> Devices { get => field ?? []; init; } = [];

    /// <summary>The bytes of the messages that it told other nodes and was told by them, by kind, since it started.</summary>
    public IReadOnlyList<MessageTraffic> Traffic { get => field ?? []; init; } = [];

    /// <summary>What the bytes are compared with: those of one layer's states, as 16-bit floats, of all queries that it encoded.</summary>
    public long TapBytes { get; init; }
}
