using Router.Contracts.Configuration;
using Router.Inference;
using static Router.Contracts.Configuration.ValueForms;

namespace Actors.Backbone;

/// <summary><c>router.backbones.KEY</c>, over <c>router.backbone-defaults</c>: which encoder runs where, and how queries wait for a device and share its runs.</summary>
public sealed record BackboneSettings
{
    private static readonly ValueForm<string> OwnName = Word($"{AllowedName}, or \"\" for the last element of its key", text => text.Length == 0 || IsName(text));

    /// <summary>The last element of its key: two versions of one package have two.</summary>
    public required string Key { get; init; }

    /// <summary>The package's name.</summary>
    public required string Name { get; init; }

    /// <summary>The package's version.</summary>
    public required string Version { get; init; }

    /// <summary>The package's directory.</summary>
    public required string Package { get; init; }

    /// <summary>One backbone actor runs for each entry.</summary>
    public required IReadOnlyList<Device> Devices { get; init; }

    /// <summary>Queries in one run of the model.</summary>
    public required int MaxBatchSize { get; init; }

    /// <summary>How long a query may wait for others to share its run; zero takes what is waiting already.</summary>
    public required TimeSpan MaxBatchDelay { get; init; }

    /// <summary>Share of a batch's cells that may be padding.</summary>
    public required double MaxPadding { get; init; }

    /// <summary>Queries that one device may have waiting or running.</summary>
    public required int QueueCapacity { get; init; }

    /// <summary>Whether only those subsystems are asked that its package's output <c>gate</c> leaves, where there is that output.</summary>
    public bool Gate { get; init; }

    /// <summary>The layer-state cache; null when it is off.</summary>
    public CacheSettings? Cache { get; init; }

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="key">The last element of its key.</param>
    /// <param name="models">The directory of all packages.</param>
    public static BackboneSettings Read(SettingsReader section, string key, string? models)
    {
        var (given, version) = (section.Read("name", OwnName), section.Read("version", ValueForms.Version));
        var name = string.IsNullOrEmpty(given) ? key : given;
        var settings = new BackboneSettings
        {
            Key = key,
            Name = name,
            Version = version,
            Package = section.ReadPackage(models, name, version),
            Devices = section.Read("devices", ListOf(Text<Device>(Device.Allowed, Device.TryParse), most: 64)),
            MaxBatchSize = section.Read("max-batch-size", Whole(1, 1024)),
            MaxBatchDelay = section.Read("max-batch-delay", Duration("0ms", "1s")),
            MaxPadding = section.Read("max-padding", Fraction(0, 1)),
            QueueCapacity = section.Read("queue-capacity", Whole(1, 1_000_000)),
            Gate = section.Read("gate", Switch),
            Cache = CacheSettings.Read(section.Section("cache")),
        };
        if (section.IsSound && settings.MaxBatchSize > settings.QueueCapacity)
            section.Refuse("max-batch-size", $"at most {section.Describe("queue-capacity")}");
        return settings;
    }
}

/// <summary><c>router.backbones.KEY.cache</c>: the bounds of the layer-state cache.</summary>
public sealed record CacheSettings
{
    /// <summary>How long a text's states are kept, from their encoding.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>Bytes of states at most.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Texts at most.</summary>
    public required int MaxEntries { get; init; }

    /// <summary>Whether all askers have one part of it, and may tell from times what others asked.</summary>
    public bool Shared { get; init; }

    /// <summary>Reads the section.</summary>
    /// <returns>Null when the cache is off.</returns>
    public static CacheSettings? Read(SettingsReader section)
    {
        var settings = new CacheSettings
        {
            TimeToLive = section.Read("ttl", Duration("1ms", "1d")),
            MaxBytes = section.Read("max-bytes", Bytes("64KiB", "64GiB")),
            MaxEntries = section.Read("max-entries", Whole(1, 10_000_000)),
            Shared = section.Read("shared", Switch),
        };
        return section.Read("enabled", Switch) ? settings : null;
    }
}
