using Actors.Backbone;
using Actors.Ranker;
using Actors.Subsystems;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Configuration;

namespace Router.Host.Node;

/// <summary>The actors on the path of a query, in the order in which they need each other.</summary>
internal sealed class NodeActors(ModelLoader models, RouterSettings settings, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>Accepts <see cref="Contracts.Encode"/>.</summary>
    public IActorRef Backbone { get; private set; } = ActorRefs.Nobody;

    /// <summary>Accept <see cref="Contracts.RankQuery"/>; a query's id chooses among them.</summary>
    public IReadOnlyList<IActorRef> Rankers { get; private set; } = [];

    /// <summary>Starts them, once the subsystems are registered.</summary>
    public void Start(ActorSystem system, IActorRegistry registry)
    {
        var fanOut = new FanOut(registry.Get<SubsystemActor>());
        var devices = models.Models.Backbones
            .Zip(settings.Backbone.Devices, (model, device) => new BackboneDevice($"{device}", model.Run))
            .ToArray();
        Backbone = system.ActorOf(
            devices.Length == 0 ? Props.Create(() => new NoBackbone()) : BackbonePool.Create(devices, settings.Backbone, fanOut, time, loggers.CreateLogger("Router.Backbone")),
            "backbone");
        registry.Register<BackbonePool>(Backbone);
        var ranking = new Ranking(models.Models.Ranker, settings.Ranker);
        var ranker = RankerActor.Create(new SubsystemRoster(models.Descriptors.Select(subsystem => subsystem.Name)), ranking, time, loggers.CreateLogger("Router.Ranker"));
        Rankers = [.. Enumerable.Range(0, settings.Ranker.Instances).Select(i => system.ActorOf(ranker, $"ranker-{i}"))];
    }

    /// <summary>In the backbone's place on a node that only runs heads.</summary>
    private sealed class NoBackbone : ReceiveActor
    {
        public NoBackbone()
        {
            Receive<Encode>(message => message.Ranker.Tell(new EncodeRefused(message.Query.Id, RefusalReason.BackboneUnavailable), Self));
            Receive<CancelQuery>(_ => { });
        }
    }
}
