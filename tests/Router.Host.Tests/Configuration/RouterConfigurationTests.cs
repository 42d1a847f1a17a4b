using Actors.Subsystems;
using Microsoft.Extensions.Logging;
using Router.Contracts.Configuration;
using Router.Host.Configuration;
using Router.Inference;
using Router.Language.Tokens;

namespace Router.Host.Tests.Configuration;

public sealed class RouterConfigurationTests
{
    [Fact]
    public void The_shipped_deployment_loads_with_its_eighteen_subsystems()
    {
        var settings = RouterConfiguration.Load(Path.Combine(Repository.Root, "hocon", "router.conf")).Settings;
        Assert.Equal(
            [
                "alarm", "audio", "calendar", "chitchat", "cooking", "datetime", "email", "iot", "knowledge",
                "lists", "music", "news", "play", "recommendation", "social", "takeaway", "transport", "weather",
            ],
            settings.Subsystems.Select(s => s.Name));
        Assert.All(settings.Subsystems, s => Assert.True(s.Enabled));
        var models = Path.Combine(Repository.Root, "models");
        Assert.All(settings.Subsystems, s => Assert.Equal(
            new[] { "2.0.0", "2.2.0" }.Select(version => new HeadPackage(version, Path.Combine(models, "subsystems", s.Name, version))), s.Packages));
        Assert.Equal(
            new[] { ("bge-en", "2.0.0"), ("bge-zh", "2.1.0") }.Select(backbone => Path.Combine(models, "backbone", backbone.Item1, backbone.Item2)), settings.Backbones.Select(backbone => backbone.Package).Order());
        Assert.Equal(Path.Combine(models, "ranker", "2.1.0"), settings.Ranker.Package);
    }

    [Fact]
    public void Later_layers_win()
    {
        using var deployment = new DeploymentFolder("router { http.port = 1, limits.max-in-flight = 1 }");
        Assert.Equal(1, deployment.Load().Settings.Http.Listener.Port);
        var settings = deployment.Load("router.http.port=2", "router.http { port = 3, host = localhost }").Settings;
        Assert.Equal(3, settings.Http.Listener.Port);
        Assert.Equal("localhost", settings.Http.Listener.Host);
        Assert.Equal(1, settings.Limits.MaxInFlight);
        Assert.Equal(512, settings.Limits.MaxTextLength);
    }

    [Fact]
    public void Every_form_of_value_arrives_in_its_setting()
    {
        using var deployment = new DeploymentFolder("""
            router {
              node-name = node-7
              backbone-defaults { devices = ["cuda:1", cpu], max-batch-delay = 1.5ms, max-padding = 0.5, cache { max-bytes = 1MB } }
              inference { graph-optimization = extended, cuda-libraries = cuda }
              log.level = debug
              shutdown.drain-timeout = 2m
            }
            """);
        var settings = deployment.Load().Settings;
        Assert.Equal("node-7", settings.NodeName);
        Assert.Equal([Device.Cuda(1), Device.Cpu], settings.Backbones[0].Devices);
        Assert.Equal(TimeSpan.FromMicroseconds(1500), settings.Backbones[0].MaxBatchDelay);
        Assert.Equal(0.5, settings.Backbones[0].MaxPadding);
        Assert.Equal(1_000_000, settings.Backbones[0].Cache?.MaxBytes);
        Assert.Equal(GraphOptimization.Extended, settings.Inference.Optimization);
        Assert.Equal(deployment.File("cuda"), settings.Inference.CudaLibraries);
        Assert.Equal(LogLevel.Debug, settings.Log.Level);
        Assert.Equal(TimeSpan.FromMinutes(2), settings.Shutdown.DrainTimeout);
    }

    [Fact]
    public void A_subsystem_is_one_file_and_takes_what_it_does_not_say_from_the_defaults()
    {
        using var deployment = new DeploymentFolder("router { models.path = packages, subsystem-defaults.version = 2.0.0 }");
        deployment.Write("subsystems/garden.conf", "router.subsystems.garden { version = 3.1.4 }");
        deployment.Write("subsystems/pool.conf", "router.subsystems.pool { enabled = off, package = \"own/{version}/{name}\" }");
        deployment.Write("subsystems/notes.txt", "not a configuration");
        var subsystems = deployment.Load().Settings.Subsystems;
        Assert.Equal(
            [
                ("alarm", true, "2.0.0", deployment.File("packages/subsystems/alarm/2.0.0")),
                ("garden", true, "3.1.4", deployment.File("packages/subsystems/garden/3.1.4")),
                ("pool", false, "2.0.0", deployment.File("packages/own/2.0.0/pool")),
            ],
            subsystems.Select(s => (s.Name, s.Enabled, s.Packages.Single().Version, s.Packages.Single().Directory)));
    }

    [Fact]
    public void Backbones_have_what_they_do_not_say_from_the_defaults_and_the_ones_of_the_file_are_all()
    {
        using var deployment = new DeploymentFolder(
            "router { models.path = packages, backbone-defaults.queue-capacity = 64, backbones { old { name = bge-zh, version = 2.1.0 }, bge-en { version = 2.0.0, devices = [cpu, cpu] } } }");
        Assert.Equal(
            [
                ("bge-en", "bge-en", "2.0.0", 2, 64, deployment.File("packages/backbone/bge-en/2.0.0")),
                ("old", "bge-zh", "2.1.0", 1, 64, deployment.File("packages/backbone/bge-zh/2.1.0")),
            ],
            deployment.Load().Settings.Backbones.Select(backbone => (backbone.Key, backbone.Name, backbone.Version, backbone.Devices.Count, backbone.QueueCapacity, backbone.Package)));
    }

    [Fact]
    public void Several_versions_of_a_subsystem_are_in_the_order_of_preference()
    {
        using var deployment = new DeploymentFolder("router { models.path = packages, subsystem-defaults.version = [2.1.0, 2.0.0] }");
        Assert.Equal(
            [new HeadPackage("2.1.0", deployment.File("packages/subsystems/alarm/2.1.0")), new HeadPackage("2.0.0", deployment.File("packages/subsystems/alarm/2.0.0"))],
            deployment.Load().Settings.Subsystems[0].Packages);
    }

    [Fact]
    public void A_subsystem_may_stand_in_the_deployments_file_too()
    {
        using var deployment = new DeploymentFolder("router.subsystems.garden {}", withSubsystem: false);
        Assert.Equal(["garden"], deployment.Load().Settings.Subsystems.Select(s => s.Name));
    }

    [Fact]
    public void A_setting_changes_a_subsystem()
    {
        using var deployment = new DeploymentFolder();
        deployment.Write("subsystems/garden.conf", "router.subsystems.garden {}");
        var subsystems = deployment.Load("router.subsystems.garden.enabled=off").Settings.Subsystems;
        Assert.Equal([("alarm", true), ("garden", false)], subsystems.Select(s => (s.Name, s.Enabled)));
    }

    [Fact]
    public void Relative_paths_start_at_the_deployments_folder_and_in_settings_at_the_current_one()
    {
        using var deployment = new DeploymentFolder("router.models.path = here");
        Assert.Equal(deployment.File("here"), deployment.Load().Settings.Models.Path);
        Assert.Equal(Path.GetFullPath("here"), deployment.Load("router.models.path=here").Settings.Models.Path);
        Assert.Equal("/there", deployment.Load("router.models.path=/there").Settings.Models.Path);
    }

    [Fact]
    public void Files_may_include_others_and_refer_to_their_values()
    {
        using var deployment = new DeploymentFolder("include \"shared/ports.conf\"");
        deployment.Write("shared/ports.conf", "include \"more.conf\"");
        deployment.Write("shared/more.conf", "router { http.port = 9000, limits.max-in-flight = ${router.http.port} }");
        var settings = deployment.Load().Settings;
        Assert.Equal(9000, settings.Http.Listener.Port);
        Assert.Equal(9000, settings.Limits.MaxInFlight);
    }

    [Fact]
    public void Each_entry_tells_where_its_value_comes_from()
    {
        using var deployment = new DeploymentFolder("router.http.port = 1");
        var entries = deployment.Load("router.log.level=none").Entries.ToDictionary(e => e.Key);
        Assert.Equal(new ConfigurationEntry("router.http.port", "1", deployment.Main), entries["router.http.port"]);
        Assert.Equal(new ConfigurationEntry("router.log.level", "none", "the setting router.log.level=none"), entries["router.log.level"]);
        Assert.Equal(new ConfigurationEntry("router.backbone-defaults.devices", "[cpu]", "reference.conf"), entries["router.backbone-defaults.devices"]);
        Assert.Equal(new ConfigurationEntry("router.models.path", "\"../models\"", "reference.conf"), entries["router.models.path"]);
        Assert.Equal(new ConfigurationEntry("router.subsystems.alarm.version", "[2.0.0, 2.2.0]", "reference.conf"), entries["router.subsystems.alarm.version"]);
        Assert.Equal(entries.Keys.Order(StringComparer.Ordinal), entries.Keys);
    }

    [Fact]
    public void The_engine_gets_its_keys_from_every_layer()
    {
        using var deployment = new DeploymentFolder("akka.actor.default-dispatcher.throughput = 7\nakka.own { x = 1 }");
        var engine = deployment.Load("akka.own.x=2").Engine;
        Assert.Equal(7, engine.GetInt("akka.actor.default-dispatcher.throughput"));
        Assert.Equal("PinnedDispatcher", engine.GetString("akka.actor.backbone-dispatcher.type"));
        Assert.Equal(2, engine.GetInt("akka.own.x"));
    }
}
