using Actors.Subsystems.Shards;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems;

/// <summary>
/// How a node runs its subsystems. Either way <c>IRequiredActor&lt;SubsystemActor&gt;</c> is whom an <see cref="EncodedBatch"/> is told.
/// </summary>
public static class SubsystemHosting
{
    /// <summary>The entities' type name in a cluster.</summary>
    private const string TypeName = "subsystem";

    /// <summary>Runs them as entities of a shard region, several replicas of each on different nodes. The system is a member of a cluster.</summary>
    /// <param name="akka">The system.</param>
    /// <param name="node">What the node brings; read when the actors start.</param>
    /// <param name="view">Takes what the node knows of its cluster.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public static AkkaConfigurationBuilder WithShardedSubsystems(
        this AkkaConfigurationBuilder akka, Func<ClusterNode> node, ClusterView view, TimeProvider time, ILogger logger) => akka
        .WithActors((system, registry) =>
        {
            var (costs, own) = (new HeadCosts(time), node());
            var subsystems = system.ActorOf(ClusterSubsystems.Create(own, costs, view, time, logger), ClusterSubsystems.Name);
            registry.Register<SubsystemActor>(subsystems);
            var shutdown = CoordinatedShutdown.Get(system);
            shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "tell-of-leaving", () =>
            {
                subsystems.Tell(NodeLeaves.Instance, ActorRefs.NoSender);
                return Task.FromResult(Akka.Done.Instance);
            });
            // The other nodes send nothing more once they know. What they sent before they may not send a third time, should the next node end as well.
            shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "finish-encoding",
                // Those that stay hear nothing of a node that was taken out, which is to end soon.
                () => shutdown.ShutdownReason is CoordinatedShutdown.ClusterDowningReason ? Task.FromResult(Akka.Done.Instance) : FinishEncodingAsync(subsystems, own.DrainTimeout, time, logger));
            var cluster = Cluster.Get(system);
            if (!cluster.SelfRoles.Contains(ClusterNode.Role)) return;
            var judges = own.Judges.ToDictionary(judge => judge.Key, judge => costs.Measure(judge.Key, judge.Value), StringComparer.Ordinal);
            var region = ClusterSharding.Get(system).Start(
                TypeName,
                id => ReplicaId.TryParse(id, out var replica) && judges.TryGetValue(replica.Subsystem, out var judge)
                    ? SubsystemActor.Create(replica.Subsystem, judge, time, logger, new Replica(replica, subsystems))
                    : Props.Empty,
                ClusterShardingSettings.Create(system).WithRole(ClusterNode.Role),
                new ReplicaExtractor(),
                new ReplicaAllocationStrategy(new ShardAllocation(), view, cluster.SelfAddress),
                StopReplica.Instance);
            subsystems.Tell(new RegionStarted(region), ActorRefs.NoSender);
        });

    private static async Task<Akka.Done> FinishEncodingAsync(IActorRef subsystems, TimeSpan drainTimeout, TimeProvider time, ILogger logger)
    {
        try
        {
            await subsystems.Ask<Drained>(Drain.Instance, Timeout.InfiniteTimeSpan).WaitAsync(drainTimeout, time);
        }
        catch (TimeoutException)
        {
            LogMessages.NotDrained(logger);
        }
        return Akka.Done.Instance;
    }

    /// <summary>Runs them on this node alone, without a cluster.</summary>
    /// <param name="akka">The system.</param>
    /// <param name="heads">The heads, by subsystem; read when the actors start.</param>
    /// <param name="readers">Which of them read which backbone; read when the actors start.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public static AkkaConfigurationBuilder WithLocalSubsystems(
        this AkkaConfigurationBuilder akka,
        Func<IReadOnlyDictionary<string, JudgeBatch>> heads,
        Func<IReadOnlyList<SubsystemDescriptor>> readers,
        TimeProvider time,
        ILogger logger) => akka
        .WithActorRefProvider(ProviderSelection.Local.Instance)
        .WithActors((system, registry) =>
            registry.Register<SubsystemActor>(system.ActorOf(LocalSubsystems.Create(heads(), readers(), time, logger), "subsystems")));

    /// <summary>A shard for each replica. Batches do not go through the region: a message to a shard that moves may be lost.</summary>
    private sealed class ReplicaExtractor : IMessageExtractor
    {
        public string? EntityId(object message) => null;

        public object EntityMessage(object message) => message;

        public string? ShardId(object message) => null;

        public string ShardId(string entityId, object? messageHint = null) => entityId;
    }
}
