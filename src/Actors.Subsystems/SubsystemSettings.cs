using Router.Contracts.Configuration;
using Router.Language.Values;

namespace Actors.Subsystems;

/// <summary><c>router.subsystems.NAME</c>, over <c>router.subsystem-defaults</c>.</summary>
public sealed record SubsystemSettings
{
    private const int MostReplicas = 8;

    /// <summary>Its name: the last element of its key.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it takes part in routing.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The version of its package.</summary>
    public required string Version { get; init; }

    /// <summary>The package's directory.</summary>
    public required string Package { get; init; }

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
        var version = section.Read("version", ValueForms.Version);
        return new SubsystemSettings
        {
            Name = name,
            Enabled = section.Read("enabled", ValueForms.Switch),
            Version = version,
            Package = section.ReadPackage(models, name, version),
            Replicas = section.Read("replicas", ValueForms.Whole(1, MostReplicas)),
            Slots = SlotSettings.Read(section.Section("slots")),
        };
    }
}
