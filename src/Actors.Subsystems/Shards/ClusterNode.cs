using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>What a node brings into a cluster, and what it wants of it.</summary>
public sealed record ClusterNode
{
    /// <summary>The role of the members that run heads.</summary>
    public const string Role = "subsystem";

    /// <summary>The role of the members that encode.</summary>
    public const string BackboneRole = "backbone";

    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>What fails together with it; "" when nothing is known of that.</summary>
    public required string Zone { get; init; }

    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>The heads that it can run, by subsystem; none when it has not the role for that.</summary>
    public required IReadOnlyDictionary<string, JudgeBatch> Judges { get; init; }

    /// <summary>The versions of their packages, by subsystem; of several all, with commas between them.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The backbones that their heads read, by subsystem.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Backbones { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The devices that encode here, with their queues; read whenever the node reports.</summary>
    public Func<IReadOnlyList<DeviceReport>> Devices { get; init; } = () => [];

    /// <summary>The heads that judge the queries which this node takes or encodes.</summary>
    public required IReadOnlyList<SubsystemDescriptor> Asked { get; init; }

    /// <summary>On how many nodes a subsystem is to run.</summary>
    public required Func<string, int> ReplicasOf { get; init; }

    /// <summary>When a verdict is late.</summary>
    public required HedgeSettings Hedge { get; init; }

    /// <summary>Bytes of states that it has sent to another node without an answer yet, at most.</summary>
    public required long MaxUnansweredBytes { get; init; }

    /// <summary>How often it tells the others what it runs, changes apart.</summary>
    public required TimeSpan ReportInterval { get; init; }

    /// <summary>How long what it encodes may take to end once it is about to leave.</summary>
    public required TimeSpan DrainTimeout { get; init; }
}
