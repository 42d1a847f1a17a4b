using Router.Tools.Bench;

namespace Router.Tools.Trial;

/// <summary>What a trial of a cluster is to try.</summary>
internal sealed record TrialOptions
{
    /// <summary>The deployment's file, with nodes/a.conf, b and c beside it.</summary>
    public required string Configuration { get; init; }

    /// <summary>More settings for each node, KEY=VALUE.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>What is asked.</summary>
    public required TextSource Texts { get; init; }

    /// <summary>Queries a second.</summary>
    public required double Rate { get; init; }

    /// <summary>What each query may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Of the random numbers.</summary>
    public required int Seed { get; init; }

    /// <summary>The directory for what the nodes print.</summary>
    public required string Logs { get; init; }
}

/// <summary>What came of a node's death.</summary>
/// <param name="After">When the subsystems that it ran ran on two other nodes, from its death.</param>
/// <param name="Slowest">The slowest answer from its death until a little after that.</param>
internal sealed record Failover(TimeSpan After, TimeSpan Slowest);

/// <summary>What a trial has shown.</summary>
/// <param name="Counts">The queries.</param>
/// <param name="Heads">The death of a node with heads.</param>
/// <param name="Coordinator">The death of the node with the coordinator, which runs heads as well.</param>
/// <param name="Traffic">What went between the nodes for them.</param>
/// <param name="Problems">The first queries that got no whole decision.</param>
internal sealed record TrialResult(TrialCounts Counts, Failover Heads, Failover Coordinator, TrialTraffic Traffic, IReadOnlyList<string> Problems)
{
    /// <summary>In two lines.</summary>
    public string Summary =>
        Traffic.Summary + Environment.NewLine
        + $"sent {Counts.Sent}, answered {Counts.Answered}, partial {Counts.Partial}, lost {Counts.Lost}; "
        + $"slowest answer during failover {Math.Max(Heads.Slowest.TotalMilliseconds, Coordinator.Slowest.TotalMilliseconds):0} ms; "
        + $"shards answered again after {Heads.After.TotalSeconds:0.0} s, of the node with the coordinator after {Coordinator.After.TotalSeconds:0.0} s";
}
