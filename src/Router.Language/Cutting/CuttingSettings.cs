using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Language.Cutting;

/// <summary><c>router.cutting</c>: what cuts texts, and the bounds of cutting.</summary>
public sealed record CuttingSettings
{
    /// <summary>The version of the cutter's package.</summary>
    public required string Version { get; init; }

    /// <summary>The package's directory.</summary>
    public required string Package { get; init; }

    /// <summary>Most parts of a text; one place fewer is looked at.</summary>
    public required int MaxParts { get; init; }

    /// <summary>A part has at least this many words, an ideograph being one.</summary>
    public required int MinWords { get; init; }

    /// <summary>A text is cut at a place that is right with at least this probability.</summary>
    public required double MinProbability { get; init; }

    /// <summary>Most readings of the whole text that are named beside its parts: <c>router.ranker.max-alternatives</c>.</summary>
    public required int MaxAlternatives { get; init; }

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="models">The directory of all packages.</param>
    /// <param name="maxAlternatives">Most readings that any decision names.</param>
    /// <returns>Null when texts are never cut.</returns>
    public static CuttingSettings? Read(SettingsReader section, string? models, int maxAlternatives)
    {
        var version = section.Read("version", ValueForms.Version);
        var settings = new CuttingSettings
        {
            Version = version,
            Package = section.ReadPackage(models, "cutter", version),
            MaxParts = section.Read("max-parts", Whole(2, 6)),
            MinWords = section.Read("min-words", Whole(1, 32)),
            MinProbability = section.Read("min-probability", Fraction(0.01, 0.99)),
            MaxAlternatives = maxAlternatives,
        };
        return section.Read("enabled", Switch) ? settings : null;
    }
}
