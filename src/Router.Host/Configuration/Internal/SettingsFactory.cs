using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Routing;
using Router.Inference;
using Router.Sessions;
using Router.Language.Tokens;

namespace Router.Host.Configuration.Internal;

/// <summary>Reads each key of <c>router {}</c> into its setting: the one place that knows their bounds.</summary>
internal sealed partial class SettingsFactory(SettingsReader reader, Problems problems)
{
    private const string SubsystemDefaults = "router.subsystem-defaults";
    private const int Million = 1_000_000;

    private static readonly ValueForm<string> Name = ValueForms.Word(SubsystemNames.Allowed, SubsystemNames.IsName);
    private static readonly ValueForm<string> Version = ValueForms.Word("a version: three numbers with dots between them", text => VersionPattern().IsMatch(text));
    private static readonly ValueForm<string> Directory = ValueForms.Word("a directory", text => text.Length > 0);
    private static readonly ValueForm<string> OptionalDirectory = ValueForms.Word("a directory, or \"\" for none", _ => true);
    private static readonly ValueForm<string> OptionalFile = ValueForms.Word("a file, or \"\" for none", _ => true);
    private static readonly ValueForm<string> Host = ValueForms.Word("an IP address, or localhost", text => text == "localhost" || IPAddress.TryParse(text, out _));
    private static readonly ValueForm<string> Origin = ValueForms.Word("an origin such as https://example.org", Origins.IsOrigin);
    private static readonly ValueForm<string> TimeZone = ValueForms.Word(
        $"{TimeZones.Allowed}, or \"\" for the machine's own", text => text.Length == 0 || TimeZones.TryFind(text, out _));
    private static readonly ValueForm<IReadOnlyList<string>> SlotTypes = ValueForms.ListOf(
        ValueForms.Word("the type of a slot: 1 to 64 characters", text => text.Length is >= 1 and <= 64), least: 0, most: 256);
    private static readonly ValueForm<Device> DeviceForm = ValueForms.Text<Device>(Device.Allowed, Device.TryParse);

    private string _models = "";

    public RouterSettings Read(IReadOnlyList<string> subsystems)
    {
        _models = reader.ReadPath("router.models.path", Directory) ?? "";
        var settings = new RouterSettings
        {
            NodeName = reader.Read("router.node-name", Name),
            TimeZone = reader.Read("router.time-zone", TimeZone),
            Models = new ModelsSection { Path = _models },
            Backbone = Backbone(),
            Inference = Inference(),
            Ranker = Ranker(),
            Cutting = Cutting(),
            Deadline = Deadline(),
            Limits = Limits(),
            Sessions = Sessions(),
            Http = Http(),
            Grpc = Grpc(),
            Log = new LogSection { Level = reader.Read("router.log.level", ValueForms.OneOf<LogLevel>()) },
            Shutdown = new ShutdownSection { DrainTimeout = reader.Read("router.shutdown.drain-timeout", ValueForms.Duration("0s", "10m")) },
            Subsystems = [.. subsystems.Select(Subsystem)],
        };
        ReadSubsystemDefaults();
        if (problems.Found.Count == 0) CheckTogether(settings);
        return settings;
    }

    private BackboneSection Backbone()
    {
        var name = reader.Read("router.backbone.name", Name);
        var version = reader.Read("router.backbone.version", Version);
        return new BackboneSection
        {
            Name = name,
            Version = version,
            Package = Package("router.backbone.package", name, version),
            Devices = reader.Read("router.backbone.devices", ValueForms.ListOf(DeviceForm, most: 64)),
            MaxBatchSize = reader.Read("router.backbone.max-batch-size", ValueForms.Whole(1, 1024)),
            MaxBatchDelay = reader.Read("router.backbone.max-batch-delay", ValueForms.Duration("0ms", "1s")),
            MaxPadding = reader.Read("router.backbone.max-padding", ValueForms.Fraction(0, 1)),
            QueueCapacity = reader.Read("router.backbone.queue-capacity", ValueForms.Whole(1, Million)),
            Cache = new CacheSection
            {
                Enabled = reader.Read("router.backbone.cache.enabled", ValueForms.Switch),
                Ttl = reader.Read("router.backbone.cache.ttl", ValueForms.Duration("1ms", "1d")),
                MaxBytes = reader.Read("router.backbone.cache.max-bytes", ValueForms.Bytes("64KiB", "64GiB")),
                MaxEntries = reader.Read("router.backbone.cache.max-entries", ValueForms.Whole(1, 10 * Million)),
            },
        };
    }

    private InferenceSection Inference() => new()
    {
        IntraOpThreads = reader.Read("router.inference.intra-op-threads", ValueForms.Whole(0, 256)),
        InterOpThreads = reader.Read("router.inference.inter-op-threads", ValueForms.Whole(1, 256)),
        AllowSpinning = reader.Read("router.inference.allow-spinning", ValueForms.Switch),
        GraphOptimization = reader.Read("router.inference.graph-optimization", ValueForms.OneOf<GraphOptimization>()),
        MaxPooledBytes = reader.Read("router.inference.max-pooled-bytes", ValueForms.Bytes("0", "64GiB")),
        CudaLibraries = reader.ReadPath("router.inference.cuda-libraries", OptionalDirectory),
    };

    private SubsystemSection Subsystem(string name)
    {
        var key = $"{SubsystemNames.Section}.{name}";
        var version = reader.Read($"{key}.version", Version, $"{SubsystemDefaults}.version");
        return new SubsystemSection
        {
            Name = name,
            Enabled = reader.Read($"{key}.enabled", ValueForms.Switch, $"{SubsystemDefaults}.enabled"),
            Version = version,
            Package = Package($"{key}.package", name, version, $"{SubsystemDefaults}.package"),
            Slots = Slots($"{key}.slots"),
        };
    }

    private SlotsSection Slots(string key)
    {
        return new SlotsSection
        {
            DateTimes = Types("date-times"),
            Dates = Types("dates"),
            Durations = Types("durations"),
            Percentages = Types("percentages"),
            Numbers = Types("numbers"),
            Switches = Types("switches"),
        };

        IReadOnlyList<string> Types(string kind) => reader.Read($"{key}.{kind}", SlotTypes, $"{SubsystemDefaults}.slots.{kind}");
    }

    /// <summary>The defaults are checked even where every subsystem overrides them.</summary>
    private void ReadSubsystemDefaults()
    {
        reader.Read($"{SubsystemDefaults}.enabled", ValueForms.Switch);
        reader.Read($"{SubsystemDefaults}.version", Version);
        reader.Read($"{SubsystemDefaults}.package", Directory);
        Slots($"{SubsystemDefaults}.slots");
    }

    private RankerSection Ranker()
    {
        var version = reader.Read("router.ranker.version", Version);
        return new RankerSection
        {
            Version = version,
            Package = Package("router.ranker.package", "ranker", version),
            Instances = reader.Read("router.ranker.instances", ValueForms.Whole(1, 256)),
            MaxAlternatives = reader.Read("router.ranker.max-alternatives", ValueForms.Whole(0, 16)),
            AlternativeMinScore = reader.Read("router.ranker.alternative-min-score", ValueForms.Fraction(0, 1)),
        };
    }

    private CuttingSection Cutting() => new()
    {
        Enabled = reader.Read("router.cutting.enabled", ValueForms.Switch),
        MaxParts = reader.Read("router.cutting.max-parts", ValueForms.Whole(2, 6)),
        MinWords = reader.Read("router.cutting.min-words", ValueForms.Whole(1, 32)),
        MinProbability = reader.Read("router.cutting.min-probability", ValueForms.Fraction(0.01, 0.99)),
    };

    private DeadlineSection Deadline() => new()
    {
        Default = reader.Read("router.deadline.default", ValueForms.Duration("1ms", "10m")),
        Min = reader.Read("router.deadline.min", ValueForms.Duration("0ms", "10m")),
        Max = reader.Read("router.deadline.max", ValueForms.Duration("1ms", "10m")),
    };

    private LimitsSection Limits() => new()
    {
        MaxTextLength = reader.Read("router.limits.max-text-length", ValueForms.Whole(1, 65536)),
        MaxTextsPerRequest = reader.Read("router.limits.max-texts-per-request", ValueForms.Whole(1, 65536)),
        MaxRequestBytes = reader.Read("router.limits.max-request-bytes", ValueForms.Bytes("1KiB", "256MiB")),
        MaxInFlight = reader.Read("router.limits.max-in-flight", ValueForms.Whole(1, Million)),
    };

    private SessionSettings Sessions() => new()
    {
        Max = reader.Read("router.sessions.max", ValueForms.Whole(1, Million)),
        MaxPerClient = reader.Read("router.sessions.max-per-client", ValueForms.Whole(1, Million)),
        MaxUtterances = reader.Read("router.sessions.max-utterances", ValueForms.Whole(1, 1024)),
        MaxPendingUpdates = reader.Read("router.sessions.max-pending-updates", ValueForms.Whole(1, 1024)),
        MaxEventsPerSecond = reader.Read("router.sessions.max-events-per-second", ValueForms.Whole(1, 100_000)),
        IdleTimeout = reader.Read("router.sessions.idle-timeout", ValueForms.Duration("10ms", "1d")),
        MaxMessageBytes = reader.Read("router.sessions.max-message-bytes", ValueForms.Bytes("1KiB", "16MiB")),
        DrainTimeout = reader.Read("router.sessions.drain-timeout", ValueForms.Duration("0s", "10m")),
        Speculation = new SpeculationSettings
        {
            Enabled = reader.Read("router.sessions.speculation.enabled", ValueForms.Switch),
            MinStability = reader.Read("router.sessions.speculation.min-stability", ValueForms.Fraction(0, 1)),
            UnchangedFor = reader.Read("router.sessions.speculation.unchanged-for", ValueForms.Duration("1ms", "10s")),
            MinTokens = reader.Read("router.sessions.speculation.min-tokens", ValueForms.Whole(1, 512)),
            MaxQueueDelay = reader.Read("router.sessions.speculation.max-queue-delay", ValueForms.Duration("0ms", "10s")),
        },
        Alternatives = new AlternativesSettings
        {
            MaxTried = reader.Read("router.sessions.alternatives.max-tried", ValueForms.Whole(0, 16)),
            MinScore = reader.Read("router.sessions.alternatives.min-score", ValueForms.Fraction(0, 1)),
        },
    };

    private HttpSection Http() => new()
    {
        Host = reader.Read("router.http.host", Host),
        Port = reader.Read("router.http.port", ValueForms.Whole(0, 65535)),
        MaxConnections = reader.Read("router.http.max-connections", ValueForms.Whole(1, Million)),
        AllowedOrigins = reader.Read("router.http.allowed-origins", ValueForms.ListOf(Origin, least: 0, most: 64)),
    };

    private GrpcSection Grpc() => new()
    {
        Enabled = reader.Read("router.grpc.enabled", ValueForms.Switch),
        Host = reader.Read("router.grpc.host", Host),
        Port = reader.Read("router.grpc.port", ValueForms.Whole(0, 65535)),
        MaxConnections = reader.Read("router.grpc.max-connections", ValueForms.Whole(1, Million)),
        MaxMessageBytes = reader.Read("router.grpc.max-message-bytes", ValueForms.Bytes("1KiB", "256MiB")),
        MaxConcurrentStreams = reader.Read("router.grpc.max-concurrent-streams", ValueForms.Whole(1, Million)),
        KeepAliveInterval = reader.Read("router.grpc.keep-alive-interval", ValueForms.Duration("1s", "1d")),
        KeepAliveTimeout = reader.Read("router.grpc.keep-alive-timeout", ValueForms.Duration("1s", "1h")),
        Tls = new TlsSection
        {
            Certificate = reader.ReadPath("router.grpc.tls.certificate", OptionalFile),
            Key = reader.ReadPath("router.grpc.tls.key", OptionalFile),
        },
    };

    private string Package(string key, string name, string version, string? otherwise = null)
    {
        var template = reader.Read(key, Directory, otherwise);
        if (string.IsNullOrEmpty(template) || name is null || version is null) return "";
        var relative = template.Replace("{name}", name, StringComparison.Ordinal).Replace("{version}", version, StringComparison.Ordinal);
        return Path.GetFullPath(Path.Combine(_models, relative));
    }

    private void CheckTogether(RouterSettings settings)
    {
        var deadline = settings.Deadline;
        if (deadline.Min > deadline.Default)
            problems.Add($"router.deadline.default: found {Milliseconds(deadline.Default)}; allowed: at least router.deadline.min, {Milliseconds(deadline.Min)}");
        if (deadline.Default > deadline.Max)
            problems.Add($"router.deadline.default: found {Milliseconds(deadline.Default)}; allowed: at most router.deadline.max, {Milliseconds(deadline.Max)}");
        if (settings.Backbone.MaxBatchSize > settings.Backbone.QueueCapacity)
        {
            problems.Add(
                $"router.backbone.max-batch-size: found {settings.Backbone.MaxBatchSize}; allowed: at most router.backbone.queue-capacity, " +
                $"{settings.Backbone.QueueCapacity}");
        }

        if (settings.Grpc.Tls is { Certificate: null, Key: not null } or { Certificate: not null, Key: null })
        {
            var (missing, set) = settings.Grpc.Tls.Key is null ? ("key", "certificate") : ("certificate", "key");
            problems.Add($"router.grpc.tls.{missing}: found \"\"; allowed: a file, as router.grpc.tls.{set} is set, or \"\" for both");
        }

        if (!settings.Subsystems.Any(s => s.Enabled))
            problems.Add($"{SubsystemNames.Section}: found none that is enabled; allowed: at least one, in the deployment's file or in a file of the folder subsystems beside it");
    }

    private static string Milliseconds(TimeSpan duration) => $"{duration.TotalMilliseconds:0.###}ms";

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();
}
