using Actors.Backbone;
using Actors.Ranker;
using Actors.Subsystems;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Contracts.Configuration;
using Router.Host.Cluster;
using Router.Host.Configuration.Internal;
using Router.Host.Grpc;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Security;
using Router.Inference;
using Router.Language.Cutting;
using Router.Sessions;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Configuration;

/// <summary>
/// Everything under <c>router {}</c>, read once at start-up. Each part declares its own settings, and reads them with their bounds;
/// defaults are in hocon/reference.conf. Paths are absolute here.
/// </summary>
public sealed record RouterSettings
{
    /// <summary>The node's name in logs, in /healthz and in the cluster.</summary>
    public required string NodeName { get; init; }

    /// <summary>The IANA name of the time zone of speakers whose requests name none; "" for the machine's own.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Where model packages are.</summary>
    public required ModelsSettings Models { get; init; }

    /// <summary>The encoders, in the order of their keys.</summary>
    public required IReadOnlyList<BackboneSettings> Backbones { get; init; }

    /// <summary>ONNX Runtime.</summary>
    public required InferenceOptions Inference { get; init; }

    /// <summary>Every configured subsystem by name, in the order of their names, disabled ones included.</summary>
    public required IReadOnlyList<SubsystemSettings> Subsystems { get; init; }

    /// <summary>The merger of verdicts.</summary>
    public required RankingSettings Ranker { get; init; }

    /// <summary>Several commands in one text; null when texts are never cut.</summary>
    public required CuttingSettings? Cutting { get; init; }

    /// <summary>The bounds of the queries that are taken.</summary>
    public required RoutingLimits Limits { get; init; }

    /// <summary>How requests come in.</summary>
    public required IntakeSettings Intake { get; init; }

    /// <summary>Sessions of voice front ends.</summary>
    public required SessionSettings Sessions { get; init; }

    /// <summary>The HTTP front end.</summary>
    public required HttpOptions Http { get; init; }

    /// <summary>The gRPC front end; null when there is none.</summary>
    public required GrpcSettings? Grpc { get; init; }

    /// <summary>The listener for those who run the node; null when there is none.</summary>
    public required ListenerSettings? Admin { get; init; }

    /// <summary>Where the node listens for clients and for those who run it.</summary>
    internal IEnumerable<ListenerSettings> Listeners => new[] { Http.Listener, Grpc?.Listener, Admin }.OfType<ListenerSettings>();

    /// <summary>The node's part in a cluster.</summary>
    public required ClusterSettings Cluster { get; init; }

    /// <summary>Who may ask, and how much.</summary>
    public required SecuritySettings Security { get; init; }

    /// <summary>The log.</summary>
    public required LogSettings Log { get; init; }

    /// <summary>Where administrative acts are written; null for nowhere.</summary>
    public required AuditSettings? Audit { get; init; }

    /// <summary>The orderly end.</summary>
    public required ShutdownSettings Shutdown { get; init; }

    /// <summary>Reads <c>router {}</c>.</summary>
    /// <param name="router">What is read.</param>
    /// <param name="layers">What may define subsystems.</param>
    internal static RouterSettings Read(SettingsReader router, IReadOnlyList<ConfigurationLayer> layers)
    {
        var models = ModelsSettings.Read(router.Section("models"));
        var ranker = RankingSettings.Read(router.Section("ranker"), models.Path);
        var settings = new RouterSettings
        {
            NodeName = router.Read("node-name", Name),
            TimeZone = router.Read(
                "time-zone", Word($"{TimeZones.Allowed}, or \"\" for the machine's own", text => text.Length == 0 || TimeZones.TryFind(text, out _))),
            Models = models,
            Backbones = ReadBackbones(router, layers, models.Path),
            Inference = InferenceOptions.Read(router.Section("inference")),
            Subsystems = ReadSubsystems(router, layers, models.Path),
            Ranker = ranker,
            Cutting = CuttingSettings.Read(router.Section("cutting"), models.Path, ranker.MaxAlternatives),
            Limits = RoutingLimits.Read(router),
            Intake = IntakeSettings.Read(router.Section("limits")),
            Sessions = SessionSettings.Read(router.Section("sessions")),
            Http = HttpOptions.Read(router),
            Grpc = GrpcSettings.Read(router.Section("grpc")),
            Admin = ListenerSettings.ReadOptional(router.Section("admin")),
            Cluster = ClusterSettings.Read(router.Section("cluster")),
            Security = SecuritySettings.Read(router.Section("security")),
            Log = LogSettings.Read(router.Section("log")),
            Audit = AuditSettings.Read(router.Section("audit")),
            Shutdown = ShutdownSettings.Read(router.Section("shutdown")),
        };
        CheckClientCertificates(router, settings);
        return settings;
    }

    /// <summary>Who vouches for certificates and whom they show are of use only together.</summary>
    private static void CheckClientCertificates(SettingsReader router, RouterSettings settings)
    {
        if (!router.IsSound) return;
        const string Names = "client-certificates-file";
        var (security, asking) = (router.Section("security"), settings.Listeners.Where(listener => listener.Tls?.ClientCa is not null).ToArray());
        if (settings.Security.ClientCertificatesFile is null)
        {
            foreach (var listener in asking)
                security.Refuse(Names, $"a file that says whom certificates show, as there is {listener.Section}.tls.client-ca ({listener.Tls!.ClientCa})");
        }
        else if (asking.Length == 0)
        {
            security.Refuse(Names, "\"\", as no listener has tls.client-ca and so asks for certificates");
        }
    }

    private static BackboneSettings[] ReadBackbones(SettingsReader router, IReadOnlyList<ConfigurationLayer> layers, string? models)
    {
        var (section, defaults) = (router.Section(BackboneNames.Section), router.Section("backbone-defaults"));
        // What is wrong with the defaults is said even where every backbone says otherwise.
        BackboneSettings.Read(defaults, "any", models);
        var backbones = BackboneNames.Find(layers, section).Select(key => BackboneSettings.Read(section.Section(key, defaults), key, models)).ToArray();
        foreach (var same in backbones.GroupBy(backbone => (backbone.Name, backbone.Version)).Where(same => section.IsSound && defaults.IsSound && same.Count() > 1))
        {
            section.Report(
                $"{BackboneNames.Key}: found {same.Key.Name} {same.Key.Version} as {string.Join(" and as ", same.Select(backbone => backbone.Key))}; allowed: each version of a package once");
        }
        return backbones;
    }

    private static SubsystemSettings[] ReadSubsystems(SettingsReader router, IReadOnlyList<ConfigurationLayer> layers, string? models)
    {
        var (section, defaults) = (router.Section(SubsystemNames.Section), router.Section("subsystem-defaults"));
        // What is wrong with the defaults is said even where every subsystem says otherwise.
        SubsystemSettings.Read(defaults, "any", models);
        var subsystems = SubsystemNames.Find(layers, section).Select(name => SubsystemSettings.Read(section.Section(name, defaults), name, models)).ToArray();
        if (router.IsComplete && section.IsSound && defaults.IsSound && !subsystems.Any(subsystem => subsystem.Enabled))
        {
            section.Report(
                $"{SubsystemNames.Key}: found none that is enabled; allowed: at least one, in the deployment's file or in a file of the folder subsystems beside it");
        }
        return subsystems;
    }
}

/// <summary><c>router.models</c>.</summary>
public sealed record ModelsSettings
{
    /// <summary>The directory that holds the packages.</summary>
    public required string Path { get; init; }

    /// <summary>The file with the public keys of those who may sign packages; null where packages need not be signed.</summary>
    public required string? Signers { get; init; }

    /// <summary>Reads the section.</summary>
    public static ModelsSettings Read(SettingsReader section) =>
        new() { Path = section.ReadPath("path", ValueForms.Directory)!, Signers = section.ReadPath("signers", OptionalFile) };
}

/// <summary>How the events of a log are written.</summary>
public enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>An object of JSON on a line.</summary>
    Json,
}

/// <summary><c>router.log</c>.</summary>
public sealed record LogSettings
{
    /// <summary>Events below this level are dropped.</summary>
    public required LogLevel Level { get; init; }

    /// <summary>How events are written.</summary>
    public required LogFormat Format { get; init; }

    /// <summary>Whether each request gets a line.</summary>
    public required bool Access { get; init; }

    /// <summary>Reads the section.</summary>
    public static LogSettings Read(SettingsReader section) => new()
    {
        Level = section.Read("level", OneOf<LogLevel>()),
        Format = section.Read("format", OneOf<LogFormat>()),
        Access = section.Read("access", Switch),
    };
}

/// <summary><c>router.shutdown</c>.</summary>
public sealed record ShutdownSettings
{
    /// <summary>How long the node goes on once its probes say that it is not ready.</summary>
    public required TimeSpan LameDuck { get; init; }

    /// <summary>How long queries under way may take to end once the node takes no new ones.</summary>
    public required TimeSpan DrainTimeout { get; init; }
    /// <summary>Reads the section.</summary>
    public static ShutdownSettings Read(SettingsReader section) => new()
    {
        LameDuck = section.Read("lame-duck", Duration("0s", "10m")),
        DrainTimeout = section.Read("drain-timeout", Duration("0s", "10m")),
    };
}
