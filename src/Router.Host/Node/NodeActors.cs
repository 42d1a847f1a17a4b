using Actors.Backbone;
using Actors.Ranker;
using Actors.Subsystems;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Configuration;
using Router.Inference;

namespace Router.Host.Node;

/// <summary>The actors on the path of a query, in the order in which they need each other.</summary>
internal sealed class NodeActors(ModelLoader models, RouterSettings settings, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>By backbone, name and version; each accepts <see cref="Contracts.Encode"/>.</summary>
    public IReadOnlyDictionary<string, IActorRef> Backbones { get; private set; } = new Dictionary<string, IActorRef>();

    /// <summary>Accept <see cref="Contracts.RankQuery"/>; a query's id chooses among them.</summary>
    public IReadOnlyList<IActorRef> Rankers { get; private set; } = [];

    /// <summary>Starts them, once the subsystems are registered.</summary>
    public void Start(ActorSystem system, IActorRegistry registry)
    {
        var subsystems = registry.Get<SubsystemActor>();
        Backbones = models.Models.Backbones.ToDictionary(
            backbone => backbone.Package.Id,
            backbone => system.ActorOf(PoolOf(backbone, FanOutOf(backbone.Package, subsystems)), $"backbone-{backbone.Package.Settings.Key}"),
            StringComparer.Ordinal);
        var ranking = new Ranking(models.Models.Ranker, settings.Ranker);
        var ranker = RankerActor.Create(ranking, time, loggers.CreateLogger("Router.Ranker"));
        Rankers = [.. Enumerable.Range(0, settings.Ranker.Instances).Select(i => system.ActorOf(ranker, $"ranker-{i}"))];
    }

    private FanOut FanOutOf(BackbonePackage package, IActorRef subsystems)
    {
        var manifest = package.Package.Backbone;
        return new FanOut(subsystems, package.Id, Remarks.Of(manifest), package.Settings.Gate ? GateOf(package, manifest.Gate) : null);
    }

    private Gate? GateOf(BackbonePackage package, GateOutput? output) => output is null
        ? null
        : new Gate(
            output,
            [.. models.Models.Packages.Heads.Where(package.IsReadBy).Select(head => head.Manifest.Name).Order(StringComparer.Ordinal)],
            [.. settings.Subsystems.Where(subsystem => !subsystem.Gate).Select(subsystem => subsystem.Name)]);

    private Props PoolOf(NodeBackbone backbone, FanOut fanOut)
    {
        var own = backbone.Package.Settings;
        BackboneDevice[] devices = [.. backbone.Models.Zip(own.Devices, (model, device) => new BackboneDevice($"{device}", model.Run))];
        return devices.Length == 0
            ? Props.Create(() => new NoBackbone())
            : BackbonePool.Create(devices, own, fanOut, time, loggers.CreateLogger("Router.Backbone"));
    }

    /// <summary>In a backbone's place on a node that only runs heads.</summary>
    private sealed class NoBackbone : ReceiveActor
    {
        public NoBackbone()
        {
            Receive<Encode>(message => message.Ranker.Tell(new EncodeRefused(message.Query.Id, RefusalReason.BackboneUnavailable), Self));
            Receive<CancelQuery>(_ => { });
        }
    }
}
