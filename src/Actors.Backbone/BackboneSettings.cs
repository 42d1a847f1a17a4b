namespace Actors.Backbone;

/// <summary>How queries wait for a device and share its runs.</summary>
public sealed record BackboneSettings
{
    /// <summary>Queries in one run of the model, 1..1024.</summary>
    public required int MaxBatchSize { get; init; }

    /// <summary>How long a query may wait for others to share its run, 0 ms..1 s; 0 takes what is waiting already.</summary>
    public required TimeSpan MaxBatchDelay { get; init; }

    /// <summary>Share of a batch's cells that may be padding, 0..1.</summary>
    public required double MaxPadding { get; init; }

    /// <summary>Queries that one device may have waiting or running, 1..1,000,000.</summary>
    public required int QueueCapacity { get; init; }

    /// <summary>The layer-state cache; null for none.</summary>
    public CacheSettings? Cache { get; init; }
}

/// <summary>Bounds of the layer-state cache.</summary>
public sealed record CacheSettings
{
    /// <summary>How long a text's states are kept, from their encoding.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>Texts at most.</summary>
    public required int MaxEntries { get; init; }

    /// <summary>Bytes of states at most.</summary>
    public required long MaxBytes { get; init; }
}
