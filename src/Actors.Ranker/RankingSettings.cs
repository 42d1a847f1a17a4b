using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Actors.Ranker;

/// <summary><c>router.ranker</c>: which ranker decides, and what it leaves to the operator.</summary>
public sealed record RankingSettings
{
    /// <summary>The version of its package.</summary>
    public required string Version { get; init; }

    /// <summary>The package's directory.</summary>
    public required string Package { get; init; }

    /// <summary>Ranker actors; a query's id chooses among them.</summary>
    public required int Instances { get; init; }

    /// <summary>At most this many alternatives are named.</summary>
    public required int MaxAlternatives { get; init; }

    /// <summary>A reading less likely than this is not named.</summary>
    public required double AlternativeMinScore { get; init; }

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="models">The directory of all packages.</param>
    public static RankingSettings Read(SettingsReader section, string? models)
    {
        var version = section.Read("version", ValueForms.Version);
        return new RankingSettings
        {
            Version = version,
            Package = section.ReadPackage(models, "ranker", version),
            Instances = section.Read("instances", Whole(1, 256)),
            MaxAlternatives = section.Read("max-alternatives", Whole(0, 16)),
            AlternativeMinScore = section.Read("alternative-min-score", Fraction(0, 1)),
        };
    }
}
