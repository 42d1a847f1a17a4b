using Actors.Backbone;
using Actors.Ranker;
using Router.Contracts;
using Router.Host.Configuration;
using Router.Host.Grpc;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Routing;
using Router.Inference;
using Router.Language.Cutting;
using Router.Language.Normalization;
using Router.Language.Tokens;

namespace Router.Host.Node;

/// <summary>Gives each part of a node its share of the settings, in the part's own words.</summary>
internal static class SettingsMap
{
    public static InferenceOptions ToOptions(this InferenceSection section) => new()
    {
        IntraOpThreads = section.IntraOpThreads == 0 ? Environment.ProcessorCount : section.IntraOpThreads,
        InterOpThreads = section.InterOpThreads,
        AllowSpinning = section.AllowSpinning,
        Optimization = section.GraphOptimization,
        MaxPooledBytes = section.MaxPooledBytes,
        CudaLibraries = section.CudaLibraries,
    };

    public static BackboneSettings ToSettings(this BackboneSection section) => new()
    {
        MaxBatchSize = section.MaxBatchSize,
        MaxBatchDelay = section.MaxBatchDelay,
        MaxPadding = section.MaxPadding,
        QueueCapacity = section.QueueCapacity,
        Cache = section.Cache.Enabled
            ? new CacheSettings { TimeToLive = section.Cache.Ttl, MaxEntries = section.Cache.MaxEntries, MaxBytes = section.Cache.MaxBytes }
            : null,
    };

    public static RankingSettings ToSettings(this RankerSection section) => new()
    {
        MaxAlternatives = section.MaxAlternatives,
        AlternativeMinScore = section.AlternativeMinScore,
    };

    /// <summary>Null when cutting is switched off.</summary>
    public static CuttingSettings? ToCuttingSettings(this RouterSettings settings) => settings.Cutting.Enabled
        ? new CuttingSettings
        {
            MaxParts = settings.Cutting.MaxParts,
            MinWords = settings.Cutting.MinWords,
            MinProbability = settings.Cutting.MinProbability,
            MaxAlternatives = settings.Ranker.MaxAlternatives,
        }
        : null;

    /// <summary>What gives slots their values.</summary>
    public static SlotNormalization ToSlotNormalization(this RouterSettings settings, TimeProvider time) => new(
        settings.Subsystems.ToDictionary(subsystem => subsystem.Name, subsystem => subsystem.Slots.ToNormalizers(), StringComparer.Ordinal),
        settings.TimeZone.Length == 0 ? time.LocalTimeZone : TimeZones.Find(settings.TimeZone, "router.time-zone"),
        time);

    public static RoutingLimits ToRoutingLimits(this RouterSettings settings) => new()
    {
        MaxTextLength = settings.Limits.MaxTextLength,
        MaxInFlight = settings.Limits.MaxInFlight,
        DefaultTimeout = settings.Deadline.Default,
        MinTimeout = settings.Deadline.Min,
        MaxTimeout = settings.Deadline.Max,
    };

    public static GrpcSettings ToGrpcSettings(this RouterSettings settings) => new()
    {
        Host = settings.Grpc.Host,
        Port = settings.Grpc.Port,
        MaxConnections = settings.Grpc.MaxConnections,
        MaxMessageBytes = (int)settings.Grpc.MaxMessageBytes,
        MaxConcurrentStreams = settings.Grpc.MaxConcurrentStreams,
        KeepAliveInterval = settings.Grpc.KeepAliveInterval,
        KeepAliveTimeout = settings.Grpc.KeepAliveTimeout,
        Tls = settings.Grpc.Tls is { Certificate: { } certificate, Key: { } key } ? new GrpcTlsSettings(certificate, key) : null,
    };

    public static HttpOptions ToHttpOptions(this RouterSettings settings) => new()
    {
        Host = settings.Http.Host,
        Port = settings.Http.Port,
        MaxRequestBytes = settings.Limits.MaxRequestBytes,
        MaxTexts = settings.Limits.MaxTextsPerRequest,
        MaxConnections = settings.Http.MaxConnections,
        AllowedOrigins = settings.Http.AllowedOrigins,
    };

    /// <summary>By type of slot, in the order in which they are tried.</summary>
    private static ILookup<string, ISlotNormalizer> ToNormalizers(this SlotsSection section)
    {
        (IReadOnlyList<string> Types, ISlotNormalizer Normalizer)[] kinds =
        [
            (section.DateTimes, new DateTimeNormalizer()),
            (section.Dates, new DateNormalizer()),
            (section.Durations, new DurationNormalizer()),
            (section.Percentages, new PercentageNormalizer()),
            (section.Numbers, new NumberNormalizer()),
            (section.Switches, new OnOffNormalizer()),
        ];
        return kinds.SelectMany(kind => kind.Types, (kind, type) => (type, kind.Normalizer)).ToLookup(pair => pair.type, pair => pair.Normalizer, StringComparer.Ordinal);
    }
}
