using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems;

/// <summary>The shard region that the subsystems are addressed through: an entity for each, started by its first message.</summary>
public static class SubsystemRegion
{
    /// <summary>The entities' type name.</summary>
    public const string TypeName = "subsystem";

    /// <summary>Starts the region on this node.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="heads">The heads that this node can run, by subsystem.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <returns>The region; it takes <see cref="SubsystemBatch"/>.</returns>
    public static IActorRef Start(ActorSystem system, IReadOnlyDictionary<string, JudgeBatch> heads, TimeProvider time, ILogger logger)
    {
        JoinItselfIfAlone(system);
        return ClusterSharding.Get(system).Start(
            TypeName,
            subsystem => SubsystemActor.Create(subsystem, heads[subsystem], time, logger),
            ClusterShardingSettings.Create(system),
            new SubsystemExtractor());
    }

    /// <summary>A node whose configuration names no others is a cluster of one; without a cluster no shard would ever start.</summary>
    private static void JoinItselfIfAlone(ActorSystem system)
    {
        var config = system.Settings.Config;
        if (config.HasPath("akka.cluster.etcd") || config.GetStringList("akka.cluster.seed-nodes").Count > 0) return;
        var cluster = Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
    }

    /// <summary>One shard for each subsystem: subsystems differ too much in cost for several to move together.</summary>
    private sealed class SubsystemExtractor : IMessageExtractor
    {
        public string? EntityId(object message) => (message as SubsystemBatch)?.Subsystem;

        public object EntityMessage(object message) => message;

        public string? ShardId(object message) => EntityId(message);

        public string ShardId(string entityId, object? messageHint = null) => entityId;
    }
}
