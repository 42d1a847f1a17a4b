namespace Actors.Ranker;

/// <summary>What the learned ranker leaves to the operator.</summary>
public sealed record RankingSettings
{
    /// <summary>At most this many alternatives are named, 0..16.</summary>
    public required int MaxAlternatives { get; init; }

    /// <summary>A reading less likely than this is not named, 0..1.</summary>
    public required double AlternativeMinScore { get; init; }
}
