using Router.Contracts;

namespace Router.Language.Cutting;

/// <summary>The bounds of cutting.</summary>
public sealed record CuttingSettings
{
    /// <summary>Most parts of a text, at least 2; one place fewer is looked at.</summary>
    public required int MaxParts { get; init; }

    /// <summary>A part has at least this many words, an ideograph being one, at least 1.</summary>
    public required int MinWords { get; init; }

    /// <summary>A text is cut at a place that is right with at least this probability, 0..1.</summary>
    public required double MinProbability { get; init; }

    /// <summary>Most readings of the whole text that are named beside its parts, 0..16.</summary>
    public required int MaxAlternatives { get; init; }
}
