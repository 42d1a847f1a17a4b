using Router.Contracts.Configuration;
using Router.Language.Values;

namespace Actors.Subsystems;

/// <summary><c>router.subsystems.NAME</c>, over <c>router.subsystem-defaults</c>.</summary>
public sealed record SubsystemSettings
{
    private const int MostReplicas = 1024;
    private const int MostVersions = 8;

    /// <summary>Its name: the last element of its key.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it takes part in routing.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Its packages, the preferred one first: a text is judged by the first one whose languages have its script.</summary>
    public required IReadOnlyList<HeadPackage> Packages { get; init; }

    /// <summary>Whether a backbone's gate may leave it out; otherwise it is asked for every text.</summary>
    public required bool Gate { get; init; }

    /// <summary>On how many nodes of a cluster it runs, as far as there are so many.</summary>
    public required int Replicas { get; init; }

    /// <summary>Which of its slots get a value.</summary>
    public required SlotSettings Slots { get; init; }

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="name">Its name.</param>
    /// <param name="models">The directory of all packages.</param>
    public static SubsystemSettings Read(SettingsReader section, string name, string? models)
    {
        var versions = section.Read("version", ValueForms.OneOrListOf(ValueForms.Version, MostVersions)) ?? [];
        if (versions.Distinct(StringComparer.Ordinal).Count() < versions.Count) section.Refuse("version", "each version once");
        // The key is read even where no version is right, so that it is known.
        if (versions.Count == 0) section.ReadPackage(models, name, version: null);
        return new SubsystemSettings
        {
            Name = name,
            Enabled = section.Read("enabled", ValueForms.Switch),
            Packages = [.. versions.Select(version => new HeadPackage(version, section.ReadPackage(models, name, version)))],
            Gate = section.Read("gate", ValueForms.Switch),
            Replicas = section.Read("replicas", ValueForms.Whole(1, MostReplicas)),
            Slots = SlotSettings.Read(section.Section("slots")),
        };
    }
}

/// <summary>One version of a subsystem's package.</summary>
/// <param name="Version">The version.</param>
/// <param name="Directory">Where it is.</param>
public sealed record HeadPackage(string Version, string Directory);
