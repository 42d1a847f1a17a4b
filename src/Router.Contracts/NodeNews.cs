namespace Router.Contracts;

/// <summary>To whoever knows the cluster, from a node's start: these encode here, and want to know who else does.</summary>
/// <param name="Backbones">By backbone, name and version; each accepts <see cref="EncodeElsewhere"/>, <see cref="CancelQuery"/> and the news of nodes.</param>
public sealed record BackbonesStarted(IReadOnlyDictionary<string, IActorRef> Backbones) : INoSerializationVerificationNeeded;

/// <summary>To a node's own actors: its models are warm, so that it may encode for others, and have others encode for it.</summary>
public sealed class NodeServes : INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static readonly NodeServes Instance = new();

    private NodeServes()
    {
    }
}

/// <summary>To a node's backbones: a node within reach has said what it has.</summary>
/// <param name="Node">Its address.</param>
/// <param name="Peer">Accepts <see cref="EncodeElsewhere"/> and <see cref="CancelQuery"/>.</param>
/// <param name="Report">What it said.</param>
/// <param name="IsOwn">Whether it is this node.</param>
public sealed record NodeReported(string Node, IActorRef Peer, NodeReport Report, bool IsOwn) : INoSerializationVerificationNeeded;

/// <summary>To a node's backbones: a node is out of reach, is no member any more or broke its connection: nothing comes from it for what it was sent.</summary>
/// <param name="Node">Its address.</param>
public sealed record NodeGone(string Node) : INoSerializationVerificationNeeded;

/// <summary>To whoever encodes on a node that is about to leave: answer with <see cref="Drained"/> once nothing of what it was sent is under way.</summary>
public sealed class Drain : INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static readonly Drain Instance = new();

    private Drain()
    {
    }
}

/// <summary>The answer to <see cref="Drain"/>.</summary>
public sealed class Drained : INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static readonly Drained Instance = new();

    private Drained()
    {
    }
}
