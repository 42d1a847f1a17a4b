namespace Router.Contracts;

/// <summary>The answer of <c>/healthz</c> and <c>/readyz</c>.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="State">What it is doing.</param>
public sealed record NodeStatus(string Node, NodeState State);

/// <summary>The life of a node.</summary>
public enum NodeState
{
    /// <summary>Loads its models; answers nothing yet.</summary>
    Starting,

    /// <summary>Serves.</summary>
    Ready,

    /// <summary>
    /// Answers, but one of its subsystems runs nowhere in the cluster at the moment or the node is about to be no member: others should be asked if
    /// there are any.
    /// </summary>
    Incomplete,

    /// <summary>Finishes what it has and takes nothing new.</summary>
    Draining,

    /// <summary>Could not start, or has stopped.</summary>
    Stopped,
}

/// <summary>The answer of <c>GET /v1/subsystems</c>.</summary>
/// <param name="Backbones">What encodes.</param>
/// <param name="Ranker">What decides.</param>
/// <param name="Cutter">What cuts texts into their commands; null when texts are never cut.</param>
/// <param name="Subsystems">What judges, by name: one for each head, of which a subsystem may have several, for different backbones.</param>
public sealed record SubsystemList(
    IReadOnlyList<PackageVersion> Backbones, PackageVersion Ranker, PackageVersion? Cutter, IReadOnlyList<SubsystemInfo> Subsystems);

/// <summary>A model package in use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
public sealed record PackageVersion(string Name, string Version)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}

/// <summary>A head that takes part in routing.</summary>
/// <param name="Name">Its subsystem.</param>
/// <param name="Version">The version of its package.</param>
/// <param name="Backbone">The backbone that it reads, name and version.</param>
/// <param name="Tap">The backbone layer that it reads.</param>
/// <param name="Threshold">It takes a query when its score is at least this.</param>
/// <param name="Languages">The languages that it was trained on.</param>
/// <param name="Intents">The intents that it knows.</param>
/// <param name="Slots">The slot types that it knows.</param>
public sealed record SubsystemInfo(
    string Name,
    string Version,
    string Backbone,
    int Tap,
    double Threshold,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Intents,
    IReadOnlyList<string> Slots);
