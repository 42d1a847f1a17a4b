using Actors.Backbone;
using Actors.Ranker;
using Actors.Subsystems;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Configuration;
using Router.Inference;

namespace Router.Host.Node;

/// <summary>The actors on the path of a query, in the order in which they need each other.</summary>
/// <param name="models">The models.</param>
/// <param name="settings">What is configured.</param>
/// <param name="inCluster">Whether the node is a member of a cluster, and so may have others encode, and encode for others.</param>
/// <param name="loggers">Where failures are told.</param>
/// <param name="time">The clock that deadlines are read against.</param>
internal sealed class NodeActors(ModelLoader models, RouterSettings settings, bool inCluster, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>The queues of the devices here.</summary>
    public DeviceQueues Queues { get; } = new();

    /// <summary>By backbone, name and version; each accepts <see cref="Contracts.Encode"/> and <see cref="CancelQuery"/>.</summary>
    public IReadOnlyDictionary<string, IActorRef> Backbones { get; private set; } = new Dictionary<string, IActorRef>();

    /// <summary>Accept <see cref="Contracts.RankQuery"/>; a query's id chooses among them.</summary>
    public IReadOnlyList<IActorRef> Rankers { get; private set; } = [];

    /// <summary>Starts them, once the subsystems are registered.</summary>
    public void Start(ActorSystem system, IActorRegistry registry)
    {
        var subsystems = registry.Get<SubsystemActor>();
        Backbones = models.Models.Backbones.ToDictionary(
            backbone => backbone.Package.Id,
            backbone => inCluster ? InCluster(system, backbone, subsystems) : Alone(system, backbone, subsystems)!,
            StringComparer.Ordinal);
        if (inCluster) subsystems.Tell(new BackbonesStarted(Backbones), ActorRefs.NoSender);
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
            ReadersOf(package),
            [.. settings.Subsystems.Where(subsystem => !subsystem.Gate).Select(subsystem => subsystem.Name)]);

    /// <summary>The devices of this node; null on one that does not encode.</summary>
    private IActorRef? Alone(ActorSystem system, NodeBackbone backbone, IActorRef subsystems)
    {
        if (backbone.Models.Count == 0) return null;
        var own = backbone.Package.Settings;
        BackboneDevice[] devices = [.. backbone.Models.Zip(own.Devices, (model, device) => new BackboneDevice($"{device}", model.Run))];
        var pool = BackbonePool.Create(devices, own, FanOutOf(backbone.Package, subsystems), time, loggers.CreateLogger("Router.Backbone"), inCluster ? Queues : null);
        return system.ActorOf(pool, $"backbone-{own.Key}");
    }

    /// <summary>The devices of the cluster, this node's among them.</summary>
    private IActorRef InCluster(ActorSystem system, NodeBackbone backbone, IActorRef subsystems)
    {
        var package = backbone.Package;
        var part = new ClusterBackboneSettings
        {
            Backbone = package.Id,
            Readers = ReadersOf(package),
            Pool = Alone(system, backbone, subsystems),
            IsFrontEnd = settings.Cluster.Roles.Contains(NodeRoles.FrontEnd),
            Cache = package.Settings.Cache,
            Hedge = settings.Cluster.Hedge,
            MostTokens = backbone.Tokenizer.MaxTokens,
            VocabularySize = backbone.Tokenizer.VocabularySize,
        };
        return system.ActorOf(ClusterBackbone.Create(part, new Random(), time, loggers.CreateLogger("Router.Backbone")), $"cluster-backbone-{package.Settings.Key}");
    }

    private string[] ReadersOf(BackbonePackage package) =>
        [.. models.Models.Packages.Heads.Where(package.IsReadBy).Select(head => head.Manifest.Name).Order(StringComparer.Ordinal)];
}
