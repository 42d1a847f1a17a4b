using System.Reflection;
using System.Text.RegularExpressions;
using Router.Host.Configuration;
using Router.Host.Configuration.Internal;
using Router.Inference;
using Router.Language.Tokens;

namespace Router.Host.Tests.Configuration;

/// <summary>reference.conf, the settings and the code that reads them say the same.</summary>
public sealed class ReferenceTests
{
    private static readonly Config Reference = ConfigurationFactory.ParseString(LayerLoader.ReferenceText());

    public static TheoryData<string, string> Defaults => new()
    {
        { "router.node-name", "router" },
        { "router.time-zone", "" },
        { "router.backbone.name", "bfm-mini" },
        { "router.backbone.version", "1.3.0" },
        { "router.backbone.package", "backbone/{name}/{version}" },
        { "router.backbone.max-batch-size", "32" },
        { "router.backbone.max-batch-delay", "0ms" },
        { "router.backbone.max-padding", "0.25" },
        { "router.backbone.queue-capacity", "512" },
        { "router.backbone.cache.enabled", "on" },
        { "router.backbone.cache.ttl", "60s" },
        { "router.backbone.cache.max-bytes", "64MiB" },
        { "router.backbone.cache.max-entries", "4096" },
        { "router.inference.intra-op-threads", "0" },
        { "router.inference.inter-op-threads", "1" },
        { "router.inference.allow-spinning", "off" },
        { "router.inference.graph-optimization", "all" },
        { "router.inference.max-pooled-bytes", "256MiB" },
        { "router.inference.cuda-libraries", "" },
        { "router.subsystem-defaults.enabled", "on" },
        { "router.subsystem-defaults.version", "1.3.0" },
        { "router.subsystem-defaults.package", "subsystems/{name}/{version}" },
        { "router.ranker.version", "1.3.0" },
        { "router.ranker.package", "ranker/{version}" },
        { "router.ranker.instances", "2" },
        { "router.ranker.max-alternatives", "3" },
        { "router.ranker.alternative-min-score", "0.05" },
        { "router.cutting.enabled", "on" },
        { "router.cutting.max-parts", "4" },
        { "router.cutting.min-words", "2" },
        { "router.cutting.min-probability", "0.7" },
        { "router.deadline.default", "1500ms" },
        { "router.deadline.min", "5ms" },
        { "router.deadline.max", "30s" },
        { "router.limits.max-text-length", "512" },
        { "router.limits.max-texts-per-request", "256" },
        { "router.limits.max-request-bytes", "1MiB" },
        { "router.limits.max-in-flight", "2048" },
        { "router.sessions.max", "1024" },
        { "router.sessions.max-per-client", "1024" },
        { "router.sessions.max-utterances", "8" },
        { "router.sessions.max-pending-updates", "16" },
        { "router.sessions.max-events-per-second", "100" },
        { "router.sessions.idle-timeout", "5m" },
        { "router.sessions.max-message-bytes", "64KiB" },
        { "router.sessions.drain-timeout", "5s" },
        { "router.sessions.speculation.enabled", "on" },
        { "router.sessions.speculation.min-stability", "0.8" },
        { "router.sessions.speculation.unchanged-for", "150ms" },
        { "router.sessions.speculation.min-tokens", "2" },
        { "router.sessions.speculation.max-queue-delay", "100ms" },
        { "router.sessions.alternatives.max-tried", "4" },
        { "router.sessions.alternatives.min-score", "0.5" },
        { "router.http.host", "127.0.0.1" },
        { "router.http.port", "8080" },
        { "router.http.max-connections", "1024" },
        { "router.grpc.enabled", "on" },
        { "router.grpc.host", "127.0.0.1" },
        { "router.grpc.port", "8090" },
        { "router.grpc.max-connections", "1024" },
        { "router.grpc.max-message-bytes", "1MiB" },
        { "router.grpc.max-concurrent-streams", "1024" },
        { "router.grpc.keep-alive-interval", "1m" },
        { "router.grpc.keep-alive-timeout", "20s" },
        { "router.grpc.tls.certificate", "" },
        { "router.grpc.tls.key", "" },
        { "router.log.level", "information" },
        { "router.shutdown.drain-timeout", "10s" },
        { "router.models.path", "../models" },
    };

    public static TheoryData<string, string[]> SlotDefaults => new()
    {
        { "router.subsystem-defaults.slots.date-times", ["time", "timeofday"] },
        { "router.subsystem-defaults.slots.dates", ["date", "time"] },
        { "router.subsystem-defaults.slots.durations", ["time"] },
        { "router.subsystem-defaults.slots.percentages", ["change_amount"] },
        { "router.subsystem-defaults.slots.numbers", ["change_amount"] },
        { "router.subsystem-defaults.slots.switches", [] },
    };

    [Theory]
    [MemberData(nameof(SlotDefaults))]
    public void A_default_of_slots_changes_only_together_with_this_test(string key, string[] types) => Assert.Equal(types, Reference.GetStringList(key));

    [Theory]
    [MemberData(nameof(Defaults))]
    public void A_default_changes_only_together_with_this_test(string key, string value) => Assert.Equal(value, Reference.GetString(key));

    [Fact]
    public void Every_default_is_tested() =>
        Assert.Equal(
            LeafKeys().Except(["router.backbone.devices", "router.http.allowed-origins"]).Except(SlotDefaults.Select(row => (string)row[0])).Order(StringComparer.Ordinal),
            Defaults.Select(row => (string)row[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_setting_has_a_key_and_every_key_has_a_setting()
    {
        using var deployment = new DeploymentFolder();
        var settings = deployment.Load().Settings;
        var fromSettings = Leaves(settings, "router").Select(leaf => leaf.Key);
        Assert.Equal(LeafKeys().Order(StringComparer.Ordinal), fromSettings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_is_what_the_reference_says()
    {
        using var deployment = new DeploymentFolder();
        var settings = deployment.Load().Settings;
        foreach (var (key, value) in Leaves(settings, "router")) Assert.Equal(Expected(key, value, deployment), Joined(value));
    }

    [Fact]
    public void Every_key_has_a_comment_above_it()
    {
        var lines = LayerLoader.ReferenceText().Split('\n').Select(line => line.Trim()).ToList();
        for (var i = 1; i < lines.Count; i++)
        {
            if (Regex.IsMatch(lines[i], "^[a-z.-]+ = ", RegexOptions.None, TimeSpan.FromSeconds(1)))
                Assert.True(lines[i - 1].StartsWith('#'), $"reference.conf, line {i + 1}: {lines[i]} has no comment above it");
        }
    }

    private static object? Joined(object? value) => value switch
    {
        IEnumerable<Device> devices => string.Join(',', devices),
        IReadOnlyList<string> texts => string.Join(',', texts),
        _ => value,
    };

    private static object? Expected(string key, object? value, DeploymentFolder deployment)
    {
        var models = Path.GetFullPath(Path.Combine(deployment.Path, "../models"));
        return key switch
        {
            "router.models.path" => models,
            "router.backbone.package" => Path.Combine(models, "backbone/bfm-mini/1.3.0"),
            "router.ranker.package" => Path.Combine(models, "ranker/1.3.0"),
            "router.subsystem-defaults.package" => Path.Combine(models, "subsystems/alarm/1.3.0"),
            "router.inference.cuda-libraries" or "router.grpc.tls.certificate" or "router.grpc.tls.key" => null,
            _ => value switch
            {
                int => Reference.GetInt(key),
                long => Reference.GetByteSize(key),
                double => Reference.GetDouble(key),
                bool => Reference.GetBoolean(key),
                TimeSpan => Reference.GetTimeSpan(key),
                Enum choice => Enum.Parse(choice.GetType(), Reference.GetString(key)!, ignoreCase: true),
                IEnumerable<Device> or IEnumerable<string> => string.Join(',', Reference.GetStringList(key)),
                _ => Reference.GetString(key),
            },
        };
    }

    /// <summary>Every key under router {} that has a value.</summary>
    private static List<string> LeafKeys() =>
        [.. new ConfigurationLayer("reference.conf", LayerKind.Reference, "", Reference).Values.Keys.Where(key => key.StartsWith("router.", StringComparison.Ordinal))];

    /// <summary>Each property of the settings with the key that its name stands for; a subsystem's stand for the defaults.</summary>
    private static IEnumerable<(string Key, object? Value)> Leaves(object owner, string path)
    {
        foreach (var property in owner.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var key = $"{path}.{Regex.Replace(property.Name, "(?<!^)[A-Z]", "-$0", RegexOptions.None, TimeSpan.FromSeconds(1)).ToLowerInvariant()}";
            var value = property.GetValue(owner);
            if (value is IReadOnlyList<SubsystemSection> subsystems)
            {
                foreach (var leaf in Leaves(subsystems[0], "router.subsystem-defaults").Where(l => l.Key != "router.subsystem-defaults.name")) yield return leaf;
            }
            else if (value is not null && property.PropertyType.Namespace == typeof(RouterSettings).Namespace)
            {
                foreach (var leaf in Leaves(value, key)) yield return leaf;
            }
            else
            {
                yield return (key, value);
            }
        }
    }
}
