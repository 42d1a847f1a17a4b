using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Actors.Backbone;
using Actors.Subsystems;
using Router.Contracts;
using Router.Contracts.Configuration;
using Router.Host.Configuration;
using Router.Host.Configuration.Internal;
using Router.Host.Http;
using Router.Inference;

namespace Router.Host.Tests.Configuration;

/// <summary>reference.conf, the settings and the code that reads them say the same.</summary>
public sealed class ReferenceTests
{
    private static readonly Config Reference = ConfigurationFactory.ParseString(LayerLoader.BuiltIn(LayerLoader.ReferenceName));

    /// <summary>The key below router, its default, another value, and the properties that have another value then.</summary>
    public static TheoryData<string, string, string, string> Keys => new()
    {
        { "node-name", "router", "kitchen", "NodeName" },
        { "time-zone", "\"\"", "\"Europe/Berlin\"", "TimeZone" },
        { "backbone-defaults.version", "2.0.0", "9.9.9", "Backbones.*.Version Backbones.*.Package" },
        { "backbone-defaults.package", "\"backbone/{name}/{version}\"", "elsewhere", "Backbones.*.Package" },
        { "backbone-defaults.max-batch-size", "32", "31", "Backbones.*.MaxBatchSize" },
        { "backbone-defaults.max-batch-delay", "0ms", "3ms", "Backbones.*.MaxBatchDelay" },
        { "backbone-defaults.max-padding", "0.25", "0.3", "Backbones.*.MaxPadding" },
        { "backbone-defaults.queue-capacity", "512", "500", "Backbones.*.QueueCapacity" },
        { "backbone-defaults.gate", "on", "off", "Backbones.*.Gate" },
        { "backbone-defaults.cache.enabled", "on", "off", "Backbones.*.Cache" },
        { "backbone-defaults.cache.ttl", "60s", "61s", "Backbones.*.Cache.TimeToLive" },
        { "backbone-defaults.cache.max-bytes", "64MiB", "65MiB", "Backbones.*.Cache.MaxBytes" },
        { "backbone-defaults.cache.shared", "off", "on", "Backbones.*.Cache.Shared" },
        { "backbone-defaults.cache.max-entries", "4096", "4000", "Backbones.*.Cache.MaxEntries" },
        { "models.signers", "\"\"", "\"/signers.pem\"", "Models.Signers" },
        { "inference.intra-op-threads", "0", "3", "Inference.IntraOpThreads" },
        { "inference.inter-op-threads", "1", "2", "Inference.InterOpThreads" },
        { "inference.allow-spinning", "off", "on", "Inference.AllowSpinning" },
        { "inference.graph-optimization", "all", "basic", "Inference.Optimization" },
        { "inference.max-pooled-bytes", "256MiB", "255MiB", "Inference.MaxPooledBytes" },
        { "inference.cuda-libraries", "\"\"", "\"/cuda\"", "Inference.CudaLibraries" },
        { "subsystem-defaults.version", "[2.0.0, 2.2.0]", "9.9.9", "Subsystems.alarm.Packages" },
        { "subsystem-defaults.package", "\"subsystems/{name}/{version}\"", "elsewhere", "Subsystems.alarm.Packages" },
        { "subsystem-defaults.replicas", "2", "3", "Subsystems.alarm.Replicas" },
        { "subsystem-defaults.gate", "on", "off", "Subsystems.alarm.Gate" },
        { "ranker.version", "2.1.0", "9.9.9", "Ranker.Version Ranker.Package" },
        { "ranker.package", "\"ranker/{version}\"", "elsewhere", "Ranker.Package" },
        { "ranker.instances", "2", "3", "Ranker.Instances" },
        { "ranker.max-alternatives", "3", "4", "Ranker.MaxAlternatives Cutting.MaxAlternatives" },
        { "ranker.alternative-min-score", "0.05", "0.06", "Ranker.AlternativeMinScore" },
        { "cutting.enabled", "on", "off", "Cutting" },
        { "cutting.version", "2.1.0", "9.9.9", "Cutting.Version Cutting.Package" },
        { "cutting.package", "\"cutter/{version}\"", "elsewhere", "Cutting.Package" },
        { "cutting.max-parts", "4", "5", "Cutting.MaxParts" },
        { "cutting.min-words", "2", "3", "Cutting.MinWords" },
        { "cutting.min-probability", "0.7", "0.8", "Cutting.MinProbability" },
        { "deadline.default", "1500ms", "1600ms", "Limits.DefaultTimeout" },
        { "deadline.min", "5ms", "6ms", "Limits.MinTimeout" },
        { "deadline.max", "30s", "31s", "Limits.MaxTimeout" },
        { "limits.max-text-length", "512", "513", "Limits.MaxTextLength" },
        { "limits.max-texts-per-request", "256", "257", "Http.MaxTexts" },
        { "limits.max-request-bytes", "1MiB", "2MiB", "Http.MaxRequestBytes" },
        { "limits.receive-timeout", "10s", "11s", "Intake.Timeout" },
        { "limits.max-unfinished-bytes", "64MiB", "65MiB", "Intake.MaxBytes" },
        { "limits.max-wait", "140ms", "141ms", "Limits.MaxWait" },
        { "limits.max-in-flight", "2048", "2049", "Limits.MaxInFlight" },
        { "limits.allow-now", "off", "on", "Limits.AllowNow" },
        { "sessions.max", "1024", "1025", "Sessions.Max" },
        { "sessions.max-per-caller", "768", "769", "Sessions.MaxPerCaller" },
        { "sessions.max-per-client", "64", "65", "Sessions.MaxPerClient" },
        { "sessions.max-utterances", "8", "9", "Sessions.MaxUtterances" },
        { "sessions.max-pending-updates", "16", "17", "Sessions.MaxPendingUpdates" },
        { "sessions.max-events-per-second", "100", "101", "Sessions.MaxEventsPerSecond" },
        { "sessions.idle-timeout", "5m", "6m", "Sessions.IdleTimeout" },
        { "sessions.max-message-bytes", "64KiB", "65KiB", "Sessions.MaxMessageBytes" },
        { "sessions.drain-timeout", "5s", "6s", "Sessions.DrainTimeout" },
        { "sessions.speculation.enabled", "on", "off", "Sessions.Speculation.Enabled" },
        { "sessions.speculation.min-stability", "0.8", "0.9", "Sessions.Speculation.MinStability" },
        { "sessions.speculation.unchanged-for", "150ms", "151ms", "Sessions.Speculation.UnchangedFor" },
        { "sessions.speculation.min-tokens", "2", "3", "Sessions.Speculation.MinTokens" },
        { "sessions.speculation.max-queue-delay", "100ms", "101ms", "Sessions.Speculation.MaxQueueDelay" },
        { "sessions.alternatives.max-tried", "4", "5", "Sessions.Alternatives.MaxTried" },
        { "sessions.alternatives.min-score", "0.5", "0.6", "Sessions.Alternatives.MinScore" },
        { "http.host", "127.0.0.1", "0.0.0.0", "Http.Listener.Host" },
        { "http.port", "8080", "8081", "Http.Listener.Port" },
        { "http.max-connections", "1024", "1025", "Http.Listener.Connections.Max" },
        { "http.max-connections-per-address", "256", "257", "Http.Listener.Connections.MaxPerAddress" },
        { "http.idle-timeout", "2m", "3m", "Http.Listener.Connections.IdleTimeout" },
        { "http.max-connection-age", "1h", "2h", "Http.Listener.Connections.MaxAge" },
        { "grpc.max-connections-per-address", "256", "257", "Grpc.Listener.Connections.MaxPerAddress" },
        { "grpc.idle-timeout", "5m", "3m", "Grpc.Listener.Connections.IdleTimeout" },
        { "grpc.max-connection-age", "1h", "2h", "Grpc.Listener.Connections.MaxAge" },
        { "grpc.enabled", "on", "off", "Grpc" },
        { "grpc.host", "127.0.0.1", "0.0.0.0", "Grpc.Listener.Host" },
        { "grpc.port", "8090", "8091", "Grpc.Listener.Port" },
        { "grpc.max-connections", "1024", "1025", "Grpc.Listener.Connections.Max" },
        { "grpc.max-message-bytes", "1MiB", "2MiB", "Grpc.MaxMessageBytes" },
        { "grpc.max-unfinished-bytes", "4MiB", "5MiB", "Grpc.MaxUnfinishedBytes" },
        { "grpc.max-concurrent-streams", "1024", "1025", "Grpc.MaxConcurrentStreams" },
        { "grpc.keep-alive-interval", "1m", "2m", "Grpc.KeepAliveInterval" },
        { "grpc.keep-alive-timeout", "20s", "21s", "Grpc.KeepAliveTimeout" },
        { "admin.enabled", "off", "on", "Admin" },
        { "cluster.enabled", "off", "on", "Cluster.Enabled" },
        { "cluster.host", "127.0.0.1", "node-1.example", "Cluster.Host" },
        { "cluster.port", "8100", "8101", "Cluster.Port" },
        { "cluster.seed-nodes", "[]", "[\"127.0.0.1:8100\"]", "Cluster.SeedNodes" },
        { "cluster.roles", "[front-end, backbone, subsystem]", "[subsystem]", "Cluster.Roles" },
        { "cluster.zone", "\"\"", "east", "Cluster.Zone" },
        { "cluster.max-unanswered-bytes", "8MiB", "16MiB", "Cluster.MaxUnansweredBytes" },
        { "cluster.report-interval", "1s", "2s", "Cluster.ReportInterval" },
        { "cluster.hedge.min-delay", "20ms", "21ms", "Cluster.Hedge.MinDelay" },
        { "cluster.hedge.max-delay", "250ms", "251ms", "Cluster.Hedge.MaxDelay" },
        { "cluster.hedge.max-share", "0.1", "0.2", "Cluster.Hedge.MaxShare" },
        { "security.insecure", "off", "on", "Security.Insecure" },
        { "security.api-keys-file", "\"\"", "\"/keys\"", "Security.ApiKeysFile" },
        { "security.revoked-certificates-file", "\"\"", "\"/revoked\"", "Security.RevokedCertificatesFile" },
        { "security.rate-limit.texts-per-second", "0", "5", "Security.RateLimit" },
        { "log.level", "information", "error", "Log.Level" },
        { "log.format", "text", "json", "Log.Format" },
        { "log.access", "off", "on", "Log.Access" },
        { "audit.file", "\"\"", "\"/audit\"", "Audit" },
        { "shutdown.lame-duck", "0s", "1s", "Shutdown.LameDuck" },
        { "shutdown.drain-timeout", "10s", "11s", "Shutdown.DrainTimeout" },
        { "models.path", "\"../models\"", "\"/models\"", "Models.Path Backbones.*.Package Ranker.Package Cutting.Package Subsystems.alarm.Packages" },
        { "backbone-defaults.devices", "[cpu]", "[cpu, cpu]", "Backbones.*.Devices" },
        { "http.allowed-hosts", "[]", "[\"router.example.org\"]", "Http.AllowedHosts" },
        { "http.allowed-origins", "[]", "[\"https://example.org\"]", "Http.AllowedOrigins" },
        { "subsystem-defaults.slots.date-times", "[time, timeofday]", "[x]", "Subsystems.alarm.Slots.DateTimes" },
        { "subsystem-defaults.slots.dates", "[date, time, general_frequency]", "[x]", "Subsystems.alarm.Slots.Dates" },
        { "subsystem-defaults.slots.durations", "[time]", "[x]", "Subsystems.alarm.Slots.Durations" },
        { "subsystem-defaults.slots.percentages", "[change_amount]", "[x]", "Subsystems.alarm.Slots.Percentages" },
        { "subsystem-defaults.slots.numbers", "[change_amount]", "[x]", "Subsystems.alarm.Slots.Numbers" },
        { "subsystem-defaults.slots.switches", "[]", "[x]", "Subsystems.alarm.Slots.Switches" },
        { "subsystem-defaults.slots.ahead", "[]", "[x]", "Subsystems.alarm.Slots.Ahead" },
    };

    /// <summary>Keys that cannot change alone, with their defaults; what they do is tested elsewhere.</summary>
    private static readonly Dictionary<string, string> OtherDefaults = new(StringComparer.Ordinal)
    {
        ["subsystem-defaults.enabled"] = "on",
        ["backbone-defaults.name"] = "\"\"",
        ["admin.host"] = "127.0.0.1",
        ["admin.port"] = "8070",
        ["admin.max-connections"] = "64",
        ["admin.max-connections-per-address"] = "32",
        ["admin.idle-timeout"] = "2m",
        ["admin.max-connection-age"] = "1h",
        ["admin.tls.certificate"] = "\"\"",
        ["admin.tls.key"] = "\"\"",
        ["admin.tls.client-ca"] = "\"\"",
        ["admin.tls.require-client-certificate"] = "off",
        ["http.tls.certificate"] = "\"\"",
        ["http.tls.key"] = "\"\"",
        ["audit.max-bytes"] = "10MiB",
        ["audit.keep"] = "10",
        ["http.tls.client-ca"] = "\"\"",
        ["http.tls.require-client-certificate"] = "off",
        ["cluster.tls.certificate"] = "\"\"",
        ["cluster.tls.key"] = "\"\"",
        ["cluster.tls.node-ca"] = "\"\"",
        ["security.client-certificates-file"] = "\"\"",
        ["security.jwt.issuer"] = "\"\"",
        ["security.jwt.audience"] = "\"\"",
        ["security.jwt.keys-file"] = "\"\"",
        ["security.jwt.keys-url"] = "\"\"",
        ["security.rate-limit.burst"] = "256",
        ["security.rate-limit.max-callers"] = "65536",
        ["grpc.tls.certificate"] = "\"\"",
        ["grpc.tls.key"] = "\"\"",
        ["grpc.tls.client-ca"] = "\"\"",
        ["grpc.tls.require-client-certificate"] = "off",
    };

    [Fact]
    public void Every_key_is_read_and_every_key_that_is_read_is_in_the_reference()
    {
        using var deployment = new DeploymentFolder();
        Assert.Equal(OfAnyName(KeysOfReference()), OfAnyName(deployment.Load().Entries.Select(entry => entry.Key)));

        // The keys of a backbone or a subsystem are those of the defaults.
        static IEnumerable<string> OfAnyName(IEnumerable<string> keys) => keys
            .Select(key => Regex.Replace(key, @"^router\.(?<section>backbone|subsystem)s\.[^.]+\.", "router.${section}-defaults.", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .Distinct().Order(StringComparer.Ordinal);
    }

    [Fact]
    public void A_default_changes_only_together_with_this_test()
    {
        using var deployment = new DeploymentFolder();
        var defaults = Keys.ToDictionary(row => (string)row[0], row => (string)row[1]).Concat(OtherDefaults);
        var found = deployment.Load().Entries.Where(entry => !entry.Key.StartsWith("router.subsystems.", StringComparison.Ordinal) && !entry.Key.StartsWith("router.backbones.", StringComparison.Ordinal));
        Assert.Equal(
            defaults.Select(pair => $"router.{pair.Key} = {pair.Value}").Order(StringComparer.Ordinal),
            found.Select(entry => $"{entry.Key} = {entry.Value}").Order(StringComparer.Ordinal));
        Assert.All(found, entry => Assert.Equal(LayerLoader.ReferenceName, entry.Source));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_changes_its_own_setting_and_no_other(string key, string value, string other, string properties)
    {
        _ = value;
        using var deployment = new DeploymentFolder();
        var before = Leaves(deployment.Load().Settings, "").ToHashSet();
        var after = Leaves(deployment.Load($"router.{key} = {other}").Settings, "").ToHashSet();
        var changed = before.Except(after).Concat(after.Except(before)).Select(leaf => leaf.Path).Distinct().ToList();
        var expected = properties.Split(' ');
        Assert.All(changed, path => Assert.Contains(expected, property => path == property || path.StartsWith(property + ".", StringComparison.Ordinal)));
        Assert.All(expected, property => Assert.Contains(changed, path => path == property || path.StartsWith(property + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_setting_comes_from_a_key()
    {
        using var deployment = new DeploymentFolder();
        var tested = Keys.SelectMany(row => ((string)row[3]).Split(' ')).ToHashSet(StringComparer.Ordinal);
        tested.UnionWith(["Backbones.*.Key", "Backbones.*.Name", "Subsystems.alarm.Name", "Subsystems.alarm.Enabled", "Grpc.Listener.Section", "Grpc.Listener.Tls", "Http.Listener.Section", "Http.Listener.Tls", "Cluster.Tls", "Security.ClientCertificatesFile", "Security.Jwt"]);
        Assert.Equal([], Leaves(deployment.Load().Settings, "").Select(leaf => leaf.Path).Except(tested));
    }

    [Fact]
    public void Every_key_has_a_comment_above_it()
    {
        foreach (var file in new[] { LayerLoader.ReferenceName, LayerLoader.EngineName })
        {
            var lines = LayerLoader.BuiltIn(file).Split('\n').Select(line => line.Trim()).ToList();
            for (var i = 1; i < lines.Count; i++)
            {
                if (Regex.IsMatch(lines[i], "^[a-z.-]+ = ", RegexOptions.None, TimeSpan.FromSeconds(1)))
                    Assert.True(lines[i - 1].StartsWith('#'), $"{file}, line {i + 1}: {lines[i]} has no comment above it");
            }
        }
    }

    [Fact]
    public void Each_built_in_file_has_one_root()
    {
        Assert.Equal(["router"], Reference.Root.GetObject().Items.Keys);
        Assert.Equal(["akka"], ConfigurationFactory.ParseString(LayerLoader.BuiltIn(LayerLoader.EngineName)).Root.GetObject().Items.Keys);
    }

    /// <summary>Every key under router {} that has a value.</summary>
    private static IEnumerable<string> KeysOfReference() => new ConfigurationLayer("reference.conf", LayerKind.Reference, "", Reference).Values.Keys;

    /// <summary>Each property of the settings that is no section, with its value; a section that is switched off is one of them.</summary>
    private static IEnumerable<(string Path, string? Value)> Leaves(object owner, string path)
    {
        foreach (var property in owner.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var (name, value) = (path + property.Name, property.GetValue(owner));
            if (value is IReadOnlyList<SubsystemSettings> subsystems)
            {
                foreach (var leaf in subsystems.SelectMany(subsystem => Leaves(subsystem, $"{name}.{subsystem.Name}."))) yield return leaf;
            }
            else if (value is IReadOnlyList<BackboneSettings> backbones)
            {
                foreach (var leaf in backbones.SelectMany(backbone => Leaves(backbone, name + ".*."))) yield return leaf;
            }
            else if (value is IEnumerable list and not string)
            {
                yield return (name, string.Join(',', list.Cast<object>()));
            }
            else if (value is not null && (property.PropertyType.Name.EndsWith("Settings", StringComparison.Ordinal) || value is InferenceOptions or HttpOptions or RoutingLimits))
            {
                foreach (var leaf in Leaves(value, name + ".")) yield return leaf;
            }
            else
            {
                yield return (name, value?.ToString());
            }
        }
    }
}
