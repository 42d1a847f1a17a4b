using Router.Host.Configuration;
using Router.Host.Configuration.Internal;
using Router.Host.Security;
using Router.Host.Tls;

namespace Router.Host.Tests.Configuration;

public sealed class BoundsTests
{
    /// <summary>Key, lowest value, a little less, highest value, a little more.</summary>
    public static TheoryData<string, string, string, string, string> Bounds => new()
    {
        { "router.backbone-defaults.max-batch-size", "1", "0", "1024", "1025" },
        { "router.backbone-defaults.max-batch-delay", "0ms", "-1ms", "1s", "1001ms" },
        { "router.backbone-defaults.max-padding", "0", "-0.01", "1", "1.01" },
        { "router.backbone-defaults.queue-capacity", "1", "0", "1000000", "1000001" },
        { "router.backbone-defaults.cache.ttl", "1ms", "999us", "1d", "86400001ms" },
        { "router.backbone-defaults.cache.max-bytes", "64KiB", "65535", "64GiB", "68719476737" },
        { "router.backbone-defaults.cache.max-entries", "1", "0", "10000000", "10000001" },
        { "router.inference.intra-op-threads", "0", "-1", "256", "257" },
        { "router.inference.inter-op-threads", "1", "0", "256", "257" },
        { "router.inference.max-pooled-bytes", "0", "-1", "64GiB", "68719476737" },
        { "router.ranker.instances", "1", "0", "256", "257" },
        { "router.ranker.max-alternatives", "0", "-1", "16", "17" },
        { "router.ranker.alternative-min-score", "0", "-0.01", "1", "1.01" },
        { "router.cutting.max-parts", "2", "1", "6", "7" },
        { "router.cutting.min-words", "1", "0", "32", "33" },
        { "router.cutting.min-probability", "0.01", "0.009", "0.99", "0.991" },
        { "router.deadline.default", "1ms", "999us", "10m", "600001ms" },
        { "router.deadline.min", "0ms", "-1ms", "10m", "600001ms" },
        { "router.deadline.max", "1ms", "999us", "10m", "600001ms" },
        { "router.limits.max-text-length", "1", "0", "65536", "65537" },
        { "router.limits.max-texts-per-request", "1", "0", "65536", "65537" },
        { "router.limits.max-request-bytes", "1KiB", "1023", "256MiB", "268435457" },
        { "router.limits.receive-timeout", "100ms", "99ms", "10m", "600001ms" },
        { "router.limits.max-unfinished-bytes", "1KiB", "1023", "64GiB", "68719476737" },
        { "router.limits.max-wait", "10ms", "9ms", "10m", "600001ms" },
        { "router.limits.max-in-flight", "1", "0", "1000000", "1000001" },
        { "router.http.port", "0", "-1", "65535", "65536" },
        { "router.http.max-connections", "1", "0", "1000000", "1000001" },
        { "router.http.max-connections-per-address", "1", "0", "1000000", "1000001" },
        { "router.http.idle-timeout", "1s", "999ms", "1d", "86400001ms" },
        { "router.http.max-connection-age", "1s", "999ms", "30d", "2592000001ms" },
        { "router.grpc.max-connections-per-address", "1", "0", "1000000", "1000001" },
        { "router.grpc.idle-timeout", "1s", "999ms", "1d", "86400001ms" },
        { "router.grpc.max-connection-age", "1s", "999ms", "30d", "2592000001ms" },
        { "router.grpc.port", "0", "-1", "65535", "65536" },
        { "router.grpc.max-connections", "1", "0", "1000000", "1000001" },
        { "router.grpc.max-message-bytes", "1KiB", "1023", "256MiB", "268435457" },
        { "router.grpc.max-unfinished-bytes", "1KiB", "1023", "64GiB", "68719476737" },
        { "router.grpc.max-concurrent-streams", "1", "0", "1000000", "1000001" },
        { "router.grpc.keep-alive-interval", "1s", "999ms", "1d", "86400001ms" },
        { "router.grpc.keep-alive-timeout", "1s", "999ms", "1h", "3600001ms" },
        { "router.sessions.max", "1", "0", "1000000", "1000001" },
        { "router.sessions.max-per-caller", "1", "0", "1000000", "1000001" },
        { "router.sessions.max-per-client", "1", "0", "1000000", "1000001" },
        { "router.sessions.max-utterances", "1", "0", "1024", "1025" },
        { "router.sessions.max-pending-updates", "1", "0", "1024", "1025" },
        { "router.sessions.max-events-per-second", "1", "0", "100000", "100001" },
        { "router.sessions.idle-timeout", "10ms", "9ms", "1d", "86400001ms" },
        { "router.sessions.max-message-bytes", "1KiB", "1023", "16MiB", "16777217" },
        { "router.sessions.drain-timeout", "0s", "-1s", "10m", "600001ms" },
        { "router.sessions.speculation.min-stability", "0", "-0.01", "1", "1.01" },
        { "router.sessions.speculation.unchanged-for", "1ms", "999us", "10s", "10001ms" },
        { "router.sessions.speculation.min-tokens", "1", "0", "512", "513" },
        { "router.sessions.speculation.max-queue-delay", "0ms", "-1ms", "10s", "10001ms" },
        { "router.sessions.alternatives.max-tried", "0", "-1", "16", "17" },
        { "router.sessions.alternatives.min-score", "0", "-0.01", "1", "1.01" },
        { "router.admin.port", "0", "-1", "65535", "65536" },
        { "router.admin.max-connections", "1", "0", "1000000", "1000001" },
        { "router.admin.max-connections-per-address", "1", "0", "1000000", "1000001" },
        { "router.admin.idle-timeout", "1s", "999ms", "1d", "86400001ms" },
        { "router.admin.max-connection-age", "1s", "999ms", "30d", "2592000001ms" },
        { "router.cluster.port", "0", "-1", "65535", "65536" },
        { "router.cluster.max-unanswered-bytes", "64KiB", "65535", "64GiB", "68719476737" },
        { "router.cluster.report-interval", "100ms", "99ms", "1m", "60001ms" },
        { "router.cluster.hedge.min-delay", "1ms", "999us", "1m", "60001ms" },
        { "router.cluster.hedge.max-delay", "1ms", "999us", "1m", "60001ms" },
        { "router.cluster.hedge.max-share", "0", "-0.01", "1", "1.01" },
        { "router.subsystem-defaults.replicas", "1", "0", "1024", "1025" },
        { "router.security.rate-limit.texts-per-second", "0", "-1", "1000000", "1000001" },
        { "router.security.rate-limit.burst", "1", "0", "1000000", "1000001" },
        { "router.security.rate-limit.max-callers", "1", "0", "1000000", "1000001" },
        { "router.audit.max-bytes", "64KiB", "65535", "1GiB", "1073741825" },
        { "router.audit.keep", "1", "0", "1000", "1001" },
        { "router.shutdown.lame-duck", "0s", "-1s", "10m", "600001ms" },
        { "router.shutdown.drain-timeout", "0s", "-1s", "10m", "600001ms" },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Both_sides_of_each_bound_are_told_apart(string key, string lowest, string less, string highest, string more)
    {
        using var deployment = new DeploymentFolder();
        deployment.Load(With(key, lowest));
        deployment.Load(With(key, highest));
        foreach (var outside in new[] { less, more })
        {
            var message = deployment.Failure(With(key, outside));
            Assert.Contains($"{key}: found ", message, StringComparison.Ordinal);
            Assert.Contains($" in the setting {key}={outside}; allowed: ", message, StringComparison.Ordinal);
            Assert.Contains($" from {lowest} to {highest}", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void The_reference_names_each_bound(string key, string lowest, string less, string highest, string more)
    {
        _ = (less, more);
        var lines = LayerLoader.BuiltIn(LayerLoader.ReferenceName).Split('\n').Select(line => line.Trim()).ToList();
        var name = key[(key.LastIndexOf('.') + 1)..];
        var bounds = $"[{lowest}..{highest}]";
        var isNamed = lines.Index().Any(line =>
            line.Item.StartsWith($"{name} = ", StringComparison.Ordinal)
            && lines.Take(line.Index).Reverse().TakeWhile(above => above.StartsWith('#')).Any(comment => comment.Contains(bounds, StringComparison.Ordinal)));
        Assert.True(isNamed, $"no comment above {name} has {bounds}");
    }

    [Theory]
    [InlineData("router.node-name", "a", "\"\"")]
    [InlineData("router.node-name", "n-1_b", "-n")]
    [InlineData("router.node-name", "9", "Upper")]
    [InlineData("router.time-zone", "\"\"", "\"Mars/Olympus\"")]
    [InlineData("router.time-zone", "\"Asia/Shanghai\"", "[UTC]")]
    [InlineData("router.time-zone", "UTC", "\"../zoneinfo/UTC\"")]
    [InlineData("router.subsystem-defaults.slots.date-times", "[]", "time")]
    [InlineData("router.subsystem-defaults.slots.dates", "[date]", "[\"\"]")]
    [InlineData("router.subsystem-defaults.slots.durations", "[a, b]", "[a, [b]]")]
    [InlineData("router.subsystem-defaults.slots.percentages", "[change_amount]", "{}")]
    [InlineData("router.subsystem-defaults.slots.numbers", "[numéro]", "[a23456789b123456789b123456789b123456789b123456789b123456789b12345]")]
    [InlineData("router.subsystem-defaults.slots.switches", "[]", "on")]
    [InlineData("router.subsystem-defaults.slots.ahead", "[alarm_set]", "[\"\"]")]
    [InlineData("router.backbone-defaults.version", "0.0.1", "1.0")]
    [InlineData("router.ranker.version", "10.20.30", "1.0.0-beta")]
    [InlineData("router.backbone-defaults.version", "1.2.3", "01.2.3")]
    [InlineData("router.cutting.version", "10.20.30", "1.0.0-beta")]
    [InlineData("router.cutting.package", "\"elsewhere/{version}\"", "\"\"")]
    [InlineData("router.backbone-defaults.cache.enabled", "off", "maybe")]
    [InlineData("router.cutting.enabled", "off", "maybe")]
    [InlineData("router.limits.allow-now", "on", "maybe")]
    [InlineData("router.inference.allow-spinning", "yes", "1")]
    [InlineData("router.inference.graph-optimization", "basic", "most")]
    [InlineData("router.log.level", "warning", "loud")]
    [InlineData("router.log.level", "none", "\"1\"")]
    [InlineData("router.log.format", "json", "xml")]
    [InlineData("router.log.access", "on", "maybe")]
    [InlineData("router.http.host", "\"0.0.0.0\"", "\"example.org\"")]
    [InlineData("router.http.host", "localhost", "\"\"")]
    [InlineData("router.http.host", "\"::1\"", "\"127.0.0.1:80\"")]
    [InlineData("router.http.allowed-hosts", "[router.example.org, \"*.example.org\", \"*\"]", "[\"example.org:80\"]")]
    [InlineData("router.http.allowed-hosts", "[]", "[\"http://example.org\"]")]
    [InlineData("router.http.allowed-hosts", "[localhost]", "[\"*example.org\"]")]
    [InlineData("router.http.allowed-hosts", "[\"a.b\"]", "[\"*.*\"]")]
    [InlineData("router.security.insecure", "on", "maybe")]
    [InlineData("router.security.api-keys-file", "\"/keys\"", "[]")]
    [InlineData("router.security.jwt.keys-url", "\"\"", "\"http://id.example.org/keys\"")]
    [InlineData("router.security.jwt.keys-url", "\"\"", "\"https://me@id.example.org/keys\"")]
    [InlineData("router.security.jwt.keys-url", "\"\"", "\"keys\"")]
    [InlineData("router.audit.file", "\"/audit\"", "[]")]
    [InlineData("router.grpc.enabled", "off", "maybe")]
    [InlineData("router.http.tls.require-client-certificate", "off", "maybe")]
    [InlineData("router.admin.enabled", "on", "maybe")]
    [InlineData("router.admin.host", "\"::\"", "\"*\"")]
    [InlineData("router.grpc.host", "\"::\"", "\"*\"")]
    [InlineData("router.backbone-defaults.devices", "[\"cuda:0\", cpu, cpu]", "[gpu]")]
    [InlineData("router.backbone-defaults.devices", "[\"cuda:127\"]", "[\"cuda:128\"]")]
    [InlineData("router.backbone-defaults.devices", "[cpu]", "[]")]
    [InlineData("router.backbone-defaults.devices", "[cpu]", "cpu")]
    [InlineData("router.backbone-defaults.max-batch-size", "2", "2.5")]
    [InlineData("router.backbone-defaults.max-batch-size", "2", "two")]
    [InlineData("router.backbone-defaults.max-batch-size", "2", "[2]")]
    [InlineData("router.backbone-defaults.max-batch-size", "2", "null")]
    [InlineData("router.backbone-defaults.max-batch-delay", "1.5ms", "1")]
    [InlineData("router.backbone-defaults.max-batch-delay", "500us", "\"1 fortnight\"")]
    [InlineData("router.backbone-defaults.max-padding", "0.5", "half")]
    [InlineData("router.backbone-defaults.max-padding", "0.5", "NaN")]
    [InlineData("router.limits.max-request-bytes", "\"2 kB\"", "2TB")]
    [InlineData("router.limits.max-request-bytes", "1.5KiB", "1024.5")]
    [InlineData("router.backbone-defaults.package", "\"elsewhere/{name}\"", "\"\"")]
    [InlineData("router.cluster.enabled", "on", "maybe")]
    [InlineData("router.cluster.host", "\"node-1.example\"", "\"\"")]
    [InlineData("router.cluster.seed-nodes", "[\"10.0.0.1:8100\", \"b.example:1\"]", "[\"10.0.0.1\"]")]
    [InlineData("router.cluster.seed-nodes", "[]", "[\"10.0.0.1:0\"]")]
    [InlineData("router.cluster.seed-nodes", "[\"a:65535\"]", "[\"a:65536\"]")]
    [InlineData("router.cluster.roles", "[subsystem]", "[ranker]")]
    [InlineData("router.cluster.roles", "[front-end, backbone]", "[]")]
    [InlineData("router.cluster.roles", "[front-end]", "[front-ends]")]
    [InlineData("router.cluster.roles", "[backbone, subsystem]", "[backbone, subsystem, front-end, backbone]")]
    [InlineData("router.cluster.zone", "rack-1", "\"Rack 1\"")]
    [InlineData("router.models.path", "\"/models\"", "\"\"")]
    public void A_value_of_another_form_is_refused(string key, string allowed, string refused)
    {
        using var deployment = new DeploymentFolder();
        deployment.Load($"{key}={allowed}");
        Assert.StartsWith($"the configuration is wrong: {key}: found ", deployment.Failure($"{key}={refused}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "certificate", "key")]
    [InlineData("http", "key", "certificate")]
    [InlineData("grpc", "certificate", "key")]
    [InlineData("grpc", "key", "certificate")]
    [InlineData("admin", "certificate", "key")]
    public void A_certificate_and_its_key_go_together(string section, string set, string missing)
    {
        using var deployment = new DeploymentFolder();
        Assert.Null(TlsOf(deployment.Load()));
        Assert.Equal(
            new TlsSettings("/c.pem", "/k.pem"),
            TlsOf(deployment.Load("router.admin.enabled=on", $"router.{section}.tls.certificate=/c.pem", $"router.{section}.tls.key=/k.pem")));
        Assert.Equal(
            $"the configuration is wrong: router.{section}.tls.{missing}: found \"\" in reference.conf; allowed: a file, as there is "
            + $"router.{section}.tls.{set} (x.pem in the setting router.{section}.tls.{set}=x.pem), or \"\" for both",
            deployment.Failure($"router.{section}.tls.{set}=x.pem"));

        TlsSettings? TlsOf(RouterConfiguration configuration) => section switch
        {
            "http" => configuration.Settings.Http.Listener.Tls,
            "grpc" => configuration.Settings.Grpc!.Listener.Tls,
            _ => configuration.Settings.Admin?.Tls,
        };
    }

    [Fact]
    public void Clients_are_asked_for_certificates_where_it_is_known_whom_they_show()
    {
        const string Own = "router.grpc.tls { certificate = /c.pem, key = /k.pem }";
        const string Asked = "router.grpc.tls { client-ca = /ca.pem, require-client-certificate = on }";
        const string Callers = "router.security.client-certificates-file=/callers";
        using var deployment = new DeploymentFolder();

        Assert.Equal(
            new TlsSettings("/c.pem", "/k.pem") { ClientCa = "/ca.pem", RequireClientCertificate = true },
            deployment.Load(Own, Asked, Callers).Settings.Grpc!.Listener.Tls);
        Assert.Equal("/callers", deployment.Load(Own, Asked, Callers).Settings.Security.ClientCertificatesFile);
        Expect("router.security.client-certificates-file: found \"\" in reference.conf; allowed: a file that says whom certificates show", Own, Asked);
        Expect("router.security.client-certificates-file: found \"/callers\"", Own, Callers);
        Expect("router.security.client-certificates-file: found \"/callers\"", Own, Asked, Callers, "router.grpc.enabled=off");
        Expect("router.grpc.tls.client-ca: found \"/ca.pem\"", Asked, Callers);
        Expect("router.grpc.tls.require-client-certificate: found on", Own, "router.grpc.tls.require-client-certificate=on");

        void Expect(string problem, params string[] overrides) =>
            Assert.StartsWith($"the configuration is wrong: {problem}", deployment.Failure(overrides), StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_know_each_other_by_three_files_or_not_at_all()
    {
        using var deployment = new DeploymentFolder();
        Assert.Null(deployment.Load().Settings.Cluster.Tls);
        Assert.Equal(
            new NodeTlsSettings("/c.pem", "/k.pem", "/ca.pem"),
            deployment.Load("router.cluster.tls { certificate = /c.pem, key = /k.pem, node-ca = /ca.pem }").Settings.Cluster.Tls);
        foreach (var missing in new[] { "certificate", "node-ca" })
            Assert.Contains($"router.cluster.tls.{missing}: found \"\" in reference.conf; allowed: a file", deployment.Failure("router.cluster.tls.key=/k.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_are_described_whole_or_not_at_all()
    {
        const string Section = "router.security.jwt { issuer = \"https://id.example.org\", audience = router, keys-file = \"/keys.json\" }";
        using var deployment = new DeploymentFolder();
        Assert.Null(deployment.Load().Settings.Security.Jwt);
        Assert.Equal(
            new JwtSettings("https://id.example.org", "router", "/keys.json"),
            deployment.Load(Section).Settings.Security.Jwt);
        Assert.Equal(
            new JwtSettings("https://id.example.org", "router", KeysFile: null, new Uri("https://id.example.org/keys")),
            deployment.Load("router.security.jwt { issuer = \"https://id.example.org\", audience = router, keys-url = \"https://id.example.org/keys\" }").Settings.Security.Jwt);
        Assert.Contains("as keys-file names the keys", deployment.Failure(Section, "router.security.jwt.keys-url=\"https://a\""), StringComparison.Ordinal);
        foreach (var missing in new[] { "audience", "keys-file" })
            Assert.Contains($"router.security.jwt.{missing}: found \"\" in reference.conf; allowed: a text", deployment.Failure("router.security.jwt.issuer=x"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_devices_is_bounded()
    {
        static string Devices(int count) => $"router.backbone-defaults.devices=[{string.Join(',', Enumerable.Repeat("cpu", count))}]";
        using var deployment = new DeploymentFolder();
        Assert.Equal(64, deployment.Load(Devices(64)).Settings.Backbones[0].Devices.Count);
        Assert.Contains("a list of 1 to 64", deployment.Failure(Devices(65)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadline_stays_between_its_own_bounds()
    {
        using var deployment = new DeploymentFolder("router.deadline { min = 1s, default = 2s }");
        deployment.Load("router.deadline { min = 2s, default = 2s, max = 2s }");
        Assert.Equal(
            "the configuration is wrong: router.deadline.default: found 2s in the setting router.deadline { min = 2000001us, default = 2s, max = 3s }; allowed: at least router.deadline.min (2000001us in the setting router.deadline { min = 2000001us, default = 2s, max = 3s })",
            deployment.Failure("router.deadline { min = 2000001us, default = 2s, max = 3s }"));
        Assert.Equal(
            "the configuration is wrong: router.deadline.default: found 2s in router.conf; allowed: at most router.deadline.max (1999ms in the setting router.deadline.max=1999ms)",
            deployment.Failure("router.deadline.max=1999ms"));
    }

    [Fact]
    public void A_batch_is_no_larger_than_its_queue()
    {
        using var deployment = new DeploymentFolder();
        deployment.Load("router.backbone-defaults { max-batch-size = 8, queue-capacity = 8 }");
        Assert.Equal(
            "the configuration is wrong: router.backbone-defaults.max-batch-size: found 9 in the setting router.backbone-defaults.max-batch-size=9; allowed: at most router.backbone-defaults.queue-capacity (8 in the setting router.backbone-defaults.queue-capacity=8)",
            deployment.Failure("router.backbone-defaults.max-batch-size=9", "router.backbone-defaults.queue-capacity=8"));
    }

    [Theory]
    [InlineData("limits", "max-request-bytes")]
    [InlineData("grpc", "max-message-bytes")]
    public void The_largest_message_has_room_to_arrive(string section, string most)
    {
        using var deployment = new DeploymentFolder();
        deployment.Load($"router.{section} {{ {most} = 2KiB, max-unfinished-bytes = 2KiB }}");
        Assert.Contains(
            $"router.{section}.max-unfinished-bytes: found 2047", deployment.Failure($"router.{section} {{ {most} = 2KiB, max-unfinished-bytes = 2047 }}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_verdict_is_not_late_before_it_may_be()
    {
        using var deployment = new DeploymentFolder();
        deployment.Load("router.cluster.hedge { min-delay = 8ms, max-delay = 8ms }");
        Assert.Equal(
            "the configuration is wrong: router.cluster.hedge.min-delay: found 20ms in reference.conf; allowed: at most router.cluster.hedge.max-delay (19ms in the setting router.cluster.hedge.max-delay=19ms)",
            deployment.Failure("router.cluster.hedge.max-delay=19ms"));
    }

    /// <summary>The setting, with what else has to change so that the value is only checked for its own bounds.</summary>
    private static string[] With(string key, string value) => key switch
    {
        "router.backbone-defaults.max-batch-size" => ["router.backbone-defaults.queue-capacity=1000000", $"{key}={value}"],
        "router.backbone-defaults.queue-capacity" => ["router.backbone-defaults.max-batch-size=1", $"{key}={value}"],
        "router.cluster.hedge.min-delay" => ["router.cluster.hedge.max-delay=1m", $"{key}={value}"],
        "router.cluster.hedge.max-delay" => ["router.cluster.hedge.min-delay=1ms", $"{key}={value}"],
        "router.limits.max-request-bytes" => ["router.limits.max-unfinished-bytes=64GiB", $"{key}={value}"],
        "router.limits.max-unfinished-bytes" => ["router.limits.max-request-bytes=1KiB", $"{key}={value}"],
        "router.grpc.max-message-bytes" => ["router.grpc.max-unfinished-bytes=64GiB", $"{key}={value}"],
        "router.grpc.max-unfinished-bytes" => ["router.grpc.max-message-bytes=1KiB", $"{key}={value}"],
        "router.deadline.default" => ["router.deadline { min = 0ms, max = 10m }", $"{key}={value}"],
        "router.deadline.min" => ["router.deadline { default = 10m, max = 10m }", $"{key}={value}"],
        "router.deadline.max" => ["router.deadline { min = 0ms, default = 1ms }", $"{key}={value}"],
        _ => [$"{key}={value}"],
    };
}
