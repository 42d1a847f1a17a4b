using Akka.Cluster.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems;

/// <summary>
/// How a node runs its subsystems. Either way <c>IRequiredActor&lt;SubsystemActor&gt;</c> is whom a <see cref="SubsystemBatch"/> is told.
/// </summary>
public static class SubsystemHosting
{
    /// <summary>The entities' type name in a cluster.</summary>
    public const string TypeName = "subsystem";

    /// <summary>Runs them as entities of a shard region: each somewhere in the cluster, started by its first message.</summary>
    /// <param name="akka">The system.</param>
    /// <param name="heads">The heads that this node can run, by subsystem; read when the region starts.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public static AkkaConfigurationBuilder WithShardedSubsystems(
        this AkkaConfigurationBuilder akka, Func<IReadOnlyDictionary<string, JudgeBatch>> heads, TimeProvider time, ILogger logger) => akka
        .WithShardRegion<SubsystemActor>(
            TypeName,
            (_, _, _) =>
            {
                var judges = heads();
                return subsystem => SubsystemActor.Create(subsystem, judges[subsystem], time, logger);
            },
            new SubsystemExtractor(),
            new ShardOptions());

    /// <summary>Runs them on this node alone, without a cluster.</summary>
    /// <inheritdoc cref="WithShardedSubsystems"/>
    public static AkkaConfigurationBuilder WithLocalSubsystems(
        this AkkaConfigurationBuilder akka, Func<IReadOnlyDictionary<string, JudgeBatch>> heads, TimeProvider time, ILogger logger) => akka
        .WithActorRefProvider(ProviderSelection.Local.Instance)
        .WithActors((system, registry) =>
            registry.Register<SubsystemActor>(system.ActorOf(LocalSubsystems.Create(heads(), time, logger), "subsystems")));

    /// <summary>One shard for each subsystem: subsystems differ too much in cost for several to move together.</summary>
    private sealed class SubsystemExtractor : IMessageExtractor
    {
        public string? EntityId(object message) => (message as SubsystemBatch)?.Subsystem;

        public object EntityMessage(object message) => message;

        public string? ShardId(object message) => EntityId(message);

        public string ShardId(string entityId, object? messageHint = null) => entityId;
    }
}
