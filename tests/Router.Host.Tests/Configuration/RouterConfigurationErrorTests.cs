using System.Text;
using Router.Contracts;
using Router.Host.Configuration;

namespace Router.Host.Tests.Configuration;

public sealed class RouterConfigurationErrorTests
{
    private const string Executors =
        "one of channel-executor, current-context-executor, default-executor, fork-join-executor, task-executor, thread-pool-executor, or a class with its assembly";

    private const string Kinds = "one of Dispatcher, ForkJoinDispatcher, PinnedDispatcher, SynchronizedDispatcher, TaskDispatcher, or a class with its assembly";

    [Theory]
    [InlineData("router.http.prot = 1", "router.http.prot", "router.http.port")]
    [InlineData("router.backbone-defaults.cache { max-byte = 1 }", "router.backbone-defaults.cache.max-byte", "router.backbone-defaults.cache.max-bytes")]
    [InlineData("router { http { port { x = 1 } } }", "router.http.port.x", "router.http.port")]
    [InlineData("router.nodename = a", "router.nodename", "router.node-name")]
    [InlineData("router.subsystems.alarm.enable = on", "router.subsystems.alarm.enable", "router.subsystems.alarm.enabled")]
    [InlineData("route.http.port = 1", "route.http.port", "router.http.port")]
    [InlineData("router.limit {}", "router.limit", "router.limits")]
    [InlineData("router.\"http.port\" = 1", "router.\"http.port\"", "router.http.port")]
    public void An_unknown_key_is_named_with_its_file_and_the_nearest_keys(string text, string key, string nearest)
    {
        using var deployment = new DeploymentFolder(text);
        if (key.StartsWith("router.subsystems.alarm", StringComparison.Ordinal)) deployment.Write("subsystems/alarm.conf", "");
        var message = deployment.Failure();
        Assert.StartsWith($"the configuration is wrong: {key}: there is no such key (found in router.conf); the nearest are ", message, StringComparison.Ordinal);
        Assert.Contains(nearest, message[message.IndexOf("nearest", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_value_is_named_with_its_key_its_file_and_what_is_allowed()
    {
        using var deployment = new DeploymentFolder("router.http.port = many");
        Assert.Equal(
            "the configuration is wrong: router.http.port: found many in router.conf; allowed: a whole number from 0 to 65535",
            deployment.Failure());
    }

    [Theory]
    [InlineData("bogus", "bogus")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("Local", "Local")]
    [InlineData("[local]", "[local]")]
    public void An_actor_provider_that_there_is_not_is_refused_with_those_that_there_are(string value, string shown)
    {
        using var deployment = new DeploymentFolder($"akka.actor.provider = {value}");
        Assert.Equal(
            $"the configuration is wrong: akka.actor.provider: found {shown} in router.conf; allowed: one of local, remote, cluster", deployment.Failure());
    }

    [Theory]
    [InlineData("local")]
    [InlineData("remote")]
    [InlineData("cluster")]
    public void The_actor_providers_of_Akka_NET_are_taken(string name)
    {
        using var deployment = new DeploymentFolder($"akka.actor.provider = {name}");
        Assert.Equal(name, deployment.Load().Engine.GetString("akka.actor.provider"));
    }

    [Theory]
    [InlineData("akka.loglevel", "FOO", "one of OFF, ERROR, WARNING, INFO, DEBUG")]
    [InlineData("akka.loglevel", "\"\"", "one of OFF, ERROR, WARNING, INFO, DEBUG")]
    [InlineData("akka.stdout-loglevel", "TRACE", "one of OFF, ERROR, WARNING, INFO, DEBUG")]
    [InlineData("akka.actor.subsystem-dispatcher.executor", "bogus", Executors)]
    [InlineData("akka.actor.default-dispatcher.executor", "bogus", Executors)]
    [InlineData("akka.actor.backbone-dispatcher.type", "Bogus", Kinds)]
    [InlineData("akka.actor.internal-dispatcher.type", "dispatcher", Kinds)]
    public void A_wrong_value_of_the_engine_is_named_with_its_key_and_what_is_allowed(string key, string value, string allowed)
    {
        using var deployment = new DeploymentFolder($"{key} = {value}");
        Assert.Equal($"the configuration is wrong: {key}: found {value} in router.conf; allowed: {allowed}", deployment.Failure());
    }

    [Theory]
    [InlineData("OFF")]
    [InlineData("ERROR")]
    [InlineData("WARNING")]
    [InlineData("INFO")]
    [InlineData("DEBUG")]
    [InlineData("warning")]
    public void A_log_level_that_is_taken_is_one_that_Akka_NET_starts_with(string level)
    {
        using var deployment = new DeploymentFolder($"akka {{ loglevel = {level}, stdout-loglevel = {level} }}");
        var engine = ConfigurationFactory.ParseString("akka.stdout-logger-class = \"\"").WithFallback(deployment.Load().Engine);
        using var system = ActorSystem.Create("levels", engine);
        Assert.Equal(level, system.Settings.LogLevel);
    }

    [Theory]
    [InlineData("type", "Dispatcher")]
    [InlineData("type", "ForkJoinDispatcher")]
    [InlineData("type", "PinnedDispatcher")]
    [InlineData("type", "SynchronizedDispatcher")]
    [InlineData("type", "TaskDispatcher")]
    [InlineData("type", "\"Akka.Dispatch.PinnedDispatcherConfigurator, Akka\"")]
    [InlineData("executor", "channel-executor")]
    [InlineData("executor", "default-executor")]
    [InlineData("executor", "fork-join-executor")]
    [InlineData("executor", "task-executor")]
    [InlineData("executor", "thread-pool-executor")]
    public void A_dispatcher_that_is_taken_is_one_that_Akka_NET_makes(string key, string value)
    {
        const string Dispatcher = "akka.actor.subsystem-dispatcher";
        using var deployment = new DeploymentFolder($"{Dispatcher}.{key} = {value}");
        using var system = ActorSystem.Create("dispatchers", ConfigurationFactory.ParseString("akka.stdout-logger-class = \"\"").WithFallback(deployment.Load().Engine));
        Assert.Equal(Dispatcher, system.Dispatchers.Lookup(Dispatcher).Id);
    }

    [Theory]
    [InlineData("router.http = 80", "router.http: found 80 in router.conf; allowed: an object, { … }")]
    [InlineData("router = null", "router: found null in router.conf; allowed: an object, { … }")]
    [InlineData("router.subsystems = [alarm]", "router.subsystems: found [alarm] in router.conf; allowed: an object, { … }")]
    [InlineData("router.http.port {}", "router.http.port: found an object in router.conf; allowed: a value")]
    public void An_object_and_a_value_are_told_apart(string text, string problem)
    {
        using var deployment = new DeploymentFolder(text);
        Assert.Equal($"the configuration is wrong: {problem}", deployment.Failure());
    }

    [Fact]
    public void A_value_of_the_subsystem_defaults_is_checked_even_when_nobody_uses_it()
    {
        using var deployment = new DeploymentFolder("router.subsystem-defaults.version = latest");
        deployment.Write("subsystems/alarm.conf", "router.subsystems.alarm.version = 1.0.0");
        Assert.Contains("router.subsystem-defaults.version: found latest in router.conf", deployment.Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_subsystems_of_one_name_are_named_with_both_files()
    {
        using var deployment = new DeploymentFolder();
        deployment.Write("subsystems/zz.conf", "router.subsystems.alarm { enabled = off }");
        Assert.Equal(
            "the configuration is wrong: router.subsystems.alarm: two subsystems have this name, one in subsystems/alarm.conf and one in subsystems/zz.conf; allowed is one",
            deployment.Failure());
        deployment.Write("subsystems/zz.conf", "");
        deployment.Write("router.conf", "router.subsystems.alarm {}");
        Assert.Contains("one in router.conf and one in subsystems/alarm.conf", deployment.Failure(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Alarm")]
    [InlineData("\"a.b\"")]
    [InlineData("\"alarm clock\"")]
    [InlineData("\"../alarm\"")]
    public void A_subsystem_has_a_plain_name(string name)
    {
        using var deployment = new DeploymentFolder();
        deployment.Write("subsystems/other.conf", $"router.subsystems.{name} {{ enabled = on }}");
        Assert.StartsWith($"the configuration is wrong: router.subsystems.{name}: found in subsystems/other.conf; a subsystem's name is ", deployment.Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_subsystems_file_holds_nothing_else()
    {
        using var deployment = new DeploymentFolder();
        deployment.Write("subsystems/other.conf", "router.http.port = 1\nakka.x = 1\nrouter.subsystems.other {}");
        var message = deployment.Failure();
        Assert.Contains("router.http.port: found in subsystems/other.conf; a file of the folder subsystems may only hold router.subsystems", message, StringComparison.Ordinal);
        Assert.Contains("akka.x: found in subsystems/other.conf", message, StringComparison.Ordinal);
    }

    [Fact]
    public void At_least_one_subsystem_is_enabled()
    {
        using var none = new DeploymentFolder(withSubsystem: false);
        Assert.StartsWith("the configuration is wrong: router.subsystems: found none that is enabled", none.Failure(), StringComparison.Ordinal);
        using var disabled = new DeploymentFolder();
        Assert.Contains("found none that is enabled", disabled.Failure("router.subsystems.alarm.enabled=off"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("router.backbone { devices = [cpu] }")]
    [InlineData("router.backbone.version = 1.3.0")]
    [InlineData("router.backbone {}")]
    [InlineData("router.backbone = cpu")]
    public void The_section_of_the_one_backbone_that_there_was_is_answered_with_what_to_write(string text)
    {
        const string allowed = "allowed: what all backbones share in router.backbone-defaults, and each one in router.backbones.NAME { version = … }";
        using var deployment = new DeploymentFolder(text);
        Assert.Equal($"the configuration is wrong: router.backbone: found in router.conf; {allowed}", deployment.Failure());
        deployment.Write("router.conf", "");
        Assert.Equal($"the configuration is wrong: router.backbone: found in the setting router.backbone.devices=[cpu]; {allowed}", deployment.Failure("router.backbone.devices=[cpu]"));
    }

    [Theory]
    [InlineData("Old")]
    [InlineData("\"a.b\"")]
    [InlineData("\"../x\"")]
    public void A_backbone_has_a_plain_key(string key)
    {
        using var deployment = new DeploymentFolder($"router.backbones.{key} {{ version = 2.0.0 }}");
        Assert.StartsWith($"the configuration is wrong: router.backbones.{key}: found in router.conf; a backbone's key is ", deployment.Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_of_a_package_is_one_backbone()
    {
        using var deployment = new DeploymentFolder("router.backbones { a { name = bge-zh, version = 2.1.0 }, b { name = bge-zh, version = 2.1.0 } }");
        Assert.Equal(
            "the configuration is wrong: router.backbones: found bge-zh 2.1.0 as a and as b; allowed: each version of a package once", deployment.Failure());
        Assert.Equal(2, deployment.Load("router.backbones.b.version = 2.2.0").Settings.Backbones.Count);
    }

    [Fact]
    public void A_setting_does_not_make_a_backbone()
    {
        using var deployment = new DeploymentFolder("router.backbones.bge-en {}");
        Assert.Contains("router.backbones.minilm.version: there is no such key", deployment.Failure("router.backbones.minilm.version=2.0.0"), StringComparison.Ordinal);
        Assert.Contains("router.backbones.bge-zh.version: there is no such key", deployment.Failure("router.backbones.bge-zh.version=2.0.0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[1.0.0, latest]")]
    [InlineData("[0.0.1, 0.0.2, 0.0.3, 0.0.4, 0.0.5, 0.0.6, 0.0.7, 0.0.8, 0.0.9]")]
    public void The_versions_of_a_subsystem_are_one_or_a_list(string value)
    {
        using var deployment = new DeploymentFolder();
        var message = deployment.Failure($"router.subsystems.alarm.version = {value}");
        Assert.StartsWith($"the configuration is wrong: router.subsystems.alarm.version: found {value} in ", message, StringComparison.Ordinal);
        Assert.EndsWith(
            "; allowed: a version: three numbers with dots between them, or a list of 1 to 8, each a version: three numbers with dots between them", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_of_a_subsystem_is_named_once()
    {
        using var deployment = new DeploymentFolder();
        Assert.EndsWith("; allowed: each version once", deployment.Failure("router.subsystems.alarm.version = [1.0.0, 2.0.0, 1.0.0]"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_does_not_make_a_subsystem()
    {
        using var deployment = new DeploymentFolder();
        Assert.Contains(
            "router.subsystems.alrm.enabled: there is no such key (found in the setting router.subsystems.alrm.enabled=off); the nearest are router.subsystems.alarm.enabled",
            deployment.Failure("router.subsystems.alrm.enabled=off"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var deployment = new DeploymentFolder(withSubsystem: false);
        var missing = deployment.File("none.conf");
        var error = Assert.Throws<ConfigurationError>(() => RouterConfiguration.Load(missing));
        Assert.Equal($"the configuration is wrong: {missing}: there is no such file", error.Message);
    }

    [Fact]
    public void A_missing_include_is_named_with_the_file_that_asks_for_it()
    {
        using var deployment = new DeploymentFolder("router.http.port = 1\ninclude \"shared/gone.conf\"");
        var message = deployment.Failure();
        Assert.StartsWith("the configuration is wrong: router.conf: ", message, StringComparison.Ordinal);
        Assert.Contains("shared/gone.conf: there is no such file", message, StringComparison.Ordinal);

        deployment.Write("shared/gone.conf", "include \"further.conf\"");
        message = deployment.Failure();
        Assert.Contains("router.conf: ", message, StringComparison.Ordinal);
        Assert.Contains("shared/gone.conf: ", message, StringComparison.Ordinal);
        Assert.Contains("shared/further.conf: there is no such file", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    public void A_device_is_not_read(string device)
    {
        using var deployment = new DeploymentFolder($"include \"{device}\"");
        Assert.Contains($"{device}: is empty, or no regular file", deployment.Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_device_is_not_read()
    {
        using var deployment = new DeploymentFolder("include \"endless.conf\"");
        File.CreateSymbolicLink(deployment.File("endless.conf"), "/dev/zero");
        Assert.Contains("endless.conf: is empty, or no regular file", deployment.Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_includes_itself_is_an_error()
    {
        using var deployment = new DeploymentFolder("include \"router.conf\"");
        Assert.Contains("more than 8 includes within each other", deployment.Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_syntax_error_is_named_with_its_file()
    {
        using var deployment = new DeploymentFolder("router.http.port = 1\nrouter.limits = ${gone}");
        Assert.StartsWith("the configuration is wrong: router.conf: ", deployment.Failure(), StringComparison.Ordinal);
        using var other = new DeploymentFolder();
        other.Write("subsystems/broken.conf", "router.subsystems.broken = ${gone}");
        Assert.StartsWith("the configuration is wrong: subsystems/broken.conf: ", other.Failure(), StringComparison.Ordinal);
        Assert.Contains("the setting router.http.port=${gone}: ", other.Failure("router.http.port=${gone}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_text_is_an_error()
    {
        using var deployment = new DeploymentFolder();
        File.WriteAllBytes(deployment.Main, [.. "router.node-name = "u8, 0xFF, 0xFE]);
        Assert.Equal("the configuration is wrong: router.conf: is not UTF-8", deployment.Failure());
    }

    [Fact]
    public void The_length_of_a_file_is_bounded()
    {
        const int most = 4 * 1024 * 1024;
        using var deployment = new DeploymentFolder(new string(' ', most));
        deployment.Load();
        deployment.Write("router.conf", new string(' ', most + 1));
        Assert.Equal($"the configuration is wrong: router.conf: has {most + 1} bytes; at most {most} are allowed", deployment.Failure());
    }

    [Fact]
    public void Everything_that_is_wrong_is_reported_together()
    {
        using var deployment = new DeploymentFolder("router { http { port = -1, hots = x }, log.level = loud }");
        deployment.Write("subsystems/broken.conf", "router.subsystems.broken.version = ${gone}");
        var lines = deployment.Failure("router.limits.max-in-flight=0", "router.subsystems.broken.enabled=off", "router.lmits.max-in-flight=1").Split('\n');
        Assert.Equal("the configuration has 6 problems:", lines[0]);
        Assert.Equal(7, lines.Length);
        Assert.StartsWith("  - subsystems/broken.conf: ", lines[1], StringComparison.Ordinal);
        var rest = new StringBuilder().AppendJoin('\n', lines[2..]).ToString();
        Assert.Contains("  - router.http.port: found -1 in router.conf", rest, StringComparison.Ordinal);
        Assert.Contains("  - router.log.level: found loud in router.conf", rest, StringComparison.Ordinal);
        Assert.Contains("  - router.limits.max-in-flight: found 0 in the setting", rest, StringComparison.Ordinal);
        Assert.Contains("  - router.lmits.max-in-flight: there is no such key", rest, StringComparison.Ordinal);
        Assert.Contains("  - router.http.hots: there is no such key", rest, StringComparison.Ordinal);
    }
}
