using Microsoft.Extensions.Logging;
using Router.Inference;
using Router.Sessions;
using Router.Language.Tokens;

namespace Router.Host.Configuration;

/// <summary>
/// Everything under <c>router {}</c>, read once at start-up. A property's key is its path in lower case with hyphens:
/// <see cref="BackboneSection.MaxBatchSize"/> is <c>router.backbone.max-batch-size</c>. Paths are absolute here.
/// Bounds and defaults are in hocon/reference.conf.
/// </summary>
public sealed record RouterSettings
{
    /// <summary>The node's name in logs, in /healthz and in the cluster.</summary>
    public required string NodeName { get; init; }

    /// <summary>The IANA name of the time zone of speakers whose requests name none; "" for the machine's own.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Where model packages are.</summary>
    public required ModelsSection Models { get; init; }

    /// <summary>The shared encoder.</summary>
    public required BackboneSection Backbone { get; init; }

    /// <summary>ONNX Runtime.</summary>
    public required InferenceSection Inference { get; init; }

    /// <summary>The merger of verdicts.</summary>
    public required RankerSection Ranker { get; init; }

    /// <summary>Several commands in one text.</summary>
    public required CuttingSection Cutting { get; init; }

    /// <summary>How long a query may take.</summary>
    public required DeadlineSection Deadline { get; init; }

    /// <summary>The bounds of what is taken in.</summary>
    public required LimitsSection Limits { get; init; }

    /// <summary>Sessions of voice front ends.</summary>
    public required SessionSettings Sessions { get; init; }

    /// <summary>The HTTP front end.</summary>
    public required HttpSection Http { get; init; }

    /// <summary>The gRPC front end.</summary>
    public required GrpcSection Grpc { get; init; }

    /// <summary>The log.</summary>
    public required LogSection Log { get; init; }

    /// <summary>The orderly end.</summary>
    public required ShutdownSection Shutdown { get; init; }

    /// <summary>Every configured subsystem by name, in the order of their names, disabled ones included.</summary>
    public required IReadOnlyList<SubsystemSection> Subsystems { get; init; }
}

/// <summary><c>router.models</c>.</summary>
public sealed record ModelsSection
{
    /// <summary>The directory that holds the packages.</summary>
    public required string Path { get; init; }
}

/// <summary><c>router.backbone</c>.</summary>
public sealed record BackboneSection
{
    /// <summary>The package's name.</summary>
    public required string Name { get; init; }

    /// <summary>The package's version.</summary>
    public required string Version { get; init; }

    /// <summary>The package's directory.</summary>
    public required string Package { get; init; }

    /// <summary>One backbone actor runs for each entry; 1 to 64.</summary>
    public required IReadOnlyList<Device> Devices { get; init; }

    /// <summary>Queries in one run of the model.</summary>
    public required int MaxBatchSize { get; init; }

    /// <summary>How long a query may wait for others to share its run; zero takes what is waiting already.</summary>
    public required TimeSpan MaxBatchDelay { get; init; }

    /// <summary>Share of a batch's cells that may be padding, 0 to 1.</summary>
    public required double MaxPadding { get; init; }

    /// <summary>Queries that one device may have waiting or running.</summary>
    public required int QueueCapacity { get; init; }

    /// <summary>The layer-state cache.</summary>
    public required CacheSection Cache { get; init; }
}

/// <summary><c>router.backbone.cache</c>.</summary>
public sealed record CacheSection
{
    /// <summary>Whether states are kept at all.</summary>
    public required bool Enabled { get; init; }

    /// <summary>How long a text's states are kept, from their encoding.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>Bytes of states at most.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Texts at most.</summary>
    public required int MaxEntries { get; init; }
}

/// <summary><c>router.inference</c>.</summary>
public sealed record InferenceSection
{
    /// <summary>Threads on one operator; 0 for one per core.</summary>
    public required int IntraOpThreads { get; init; }

    /// <summary>Threads on different operators of one graph.</summary>
    public required int InterOpThreads { get; init; }

    /// <summary>Whether idle threads of the pool wait by spinning.</summary>
    public required bool AllowSpinning { get; init; }

    /// <summary>How hard graphs are optimised when a model is loaded.</summary>
    public required GraphOptimization GraphOptimization { get; init; }

    /// <summary>Bytes of tensor memory kept for reuse.</summary>
    public required long MaxPooledBytes { get; init; }

    /// <summary>The directory with the build of ONNX Runtime that has the CUDA provider; null for the library beside the program.</summary>
    public required string? CudaLibraries { get; init; }
}

/// <summary><c>router.subsystems.NAME</c>, over <c>router.subsystem-defaults</c>.</summary>
public sealed record SubsystemSection
{
    /// <summary>Its name: the last element of its key.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it takes part in routing.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The version of its package.</summary>
    public required string Version { get; init; }

    /// <summary>The package's directory.</summary>
    public required string Package { get; init; }

    /// <summary>Which of its slots get a value.</summary>
    public required SlotsSection Slots { get; init; }
}

/// <summary><c>router.subsystems.NAME.slots</c>: types of slots by the kind of their values.</summary>
public sealed record SlotsSection
{
    /// <summary>Times with or without a date.</summary>
    public required IReadOnlyList<string> DateTimes { get; init; }

    /// <summary>Dates, weeks, months and years.</summary>
    public required IReadOnlyList<string> Dates { get; init; }

    /// <summary>Lengths of time.</summary>
    public required IReadOnlyList<string> Durations { get; init; }

    /// <summary>Shares.</summary>
    public required IReadOnlyList<string> Percentages { get; init; }

    /// <summary>Numbers.</summary>
    public required IReadOnlyList<string> Numbers { get; init; }

    /// <summary>Switches.</summary>
    public required IReadOnlyList<string> Switches { get; init; }
}

/// <summary><c>router.ranker</c>.</summary>
public sealed record RankerSection
{
    /// <summary>The version of its package.</summary>
    public required string Version { get; init; }

    /// <summary>The package's directory.</summary>
    public required string Package { get; init; }

    /// <summary>Ranker actors; a query's id chooses among them.</summary>
    public required int Instances { get; init; }

    /// <summary>Alternatives that a decision names at most.</summary>
    public required int MaxAlternatives { get; init; }

    /// <summary>A reading less likely than this is not named, 0 to 1.</summary>
    public required double AlternativeMinScore { get; init; }
}

/// <summary><c>router.cutting</c>.</summary>
public sealed record CuttingSection
{
    /// <summary>Whether a text is ever cut.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Parts of a text at most.</summary>
    public required int MaxParts { get; init; }

    /// <summary>Words that a part has at least; a Chinese character is one.</summary>
    public required int MinWords { get; init; }

    /// <summary>How likely a cut must be right to be made, 0 to 1.</summary>
    public required double MinProbability { get; init; }
}

/// <summary><c>router.deadline</c>: Min ≤ Default ≤ Max.</summary>
public sealed record DeadlineSection
{
    /// <summary>The time of a query whose request names none.</summary>
    public required TimeSpan Default { get; init; }

    /// <summary>A query with less time is refused.</summary>
    public required TimeSpan Min { get; init; }

    /// <summary>A request may not ask for more.</summary>
    public required TimeSpan Max { get; init; }
}

/// <summary><c>router.limits</c>.</summary>
public sealed record LimitsSection
{
    /// <summary>Longest text, in UTF-16 units.</summary>
    public required int MaxTextLength { get; init; }

    /// <summary>Most texts in one request.</summary>
    public required int MaxTextsPerRequest { get; init; }

    /// <summary>Largest body of a request, in bytes.</summary>
    public required long MaxRequestBytes { get; init; }

    /// <summary>Most queries under way at once.</summary>
    public required int MaxInFlight { get; init; }
}

/// <summary><c>router.http</c>.</summary>
public sealed record HttpSection
{
    /// <summary>An IP address, or <c>localhost</c>.</summary>
    public required string Host { get; init; }

    /// <summary>0 for any free port.</summary>
    public required int Port { get; init; }

    /// <summary>Most open connections.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Origins of web pages whose scripts may open the WebSocket.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }
}

/// <summary><c>router.grpc</c>.</summary>
public sealed record GrpcSection
{
    /// <summary>Whether it listens at all.</summary>
    public required bool Enabled { get; init; }

    /// <summary>An IP address, or <c>localhost</c>.</summary>
    public required string Host { get; init; }

    /// <summary>0 for any free port.</summary>
    public required int Port { get; init; }

    /// <summary>Most open connections.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Largest message in bytes, decompressed, in either direction.</summary>
    public required long MaxMessageBytes { get; init; }

    /// <summary>Most calls at once on one connection.</summary>
    public required int MaxConcurrentStreams { get; init; }

    /// <summary>A connection that has been silent this long is pinged.</summary>
    public required TimeSpan KeepAliveInterval { get; init; }

    /// <summary>A connection that leaves a ping unanswered this long is closed.</summary>
    public required TimeSpan KeepAliveTimeout { get; init; }

    /// <summary>Both files, or neither for cleartext.</summary>
    public required TlsSection Tls { get; init; }
}

/// <summary><c>router.grpc.tls</c>.</summary>
public sealed record TlsSection
{
    /// <summary>PEM file with the certificate and its chain; null for none.</summary>
    public required string? Certificate { get; init; }

    /// <summary>PEM file with the certificate's private key; null for none.</summary>
    public required string? Key { get; init; }
}

/// <summary><c>router.log</c>.</summary>
public sealed record LogSection
{
    /// <summary>Events below this level are dropped.</summary>
    public required LogLevel Level { get; init; }
}

/// <summary><c>router.shutdown</c>.</summary>
public sealed record ShutdownSection
{
    /// <summary>How long queries under way may take to end once the node takes no new ones.</summary>
    public required TimeSpan DrainTimeout { get; init; }
}
