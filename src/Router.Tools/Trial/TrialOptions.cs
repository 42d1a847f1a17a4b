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
