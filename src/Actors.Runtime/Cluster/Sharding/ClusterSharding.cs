using System.Collections.Concurrent;
using System.Collections.Immutable;
using Actors.Runtime.Internal;

namespace Actors.Runtime.Cluster.Sharding;

/// <summary>
/// Entities addressed by name, wherever they run. An entity is started by its first message, at
/// <c>/system/sharding/type/shard/entity</c>; one that fails is restarted, one that has stopped is started again by its next message.
/// </summary>
public class ClusterSharding
{
    private readonly ConcurrentDictionary<string, Lazy<IActorRef>> _regions = new(StringComparer.Ordinal);
    private readonly ActorCell _guardian;

    private ClusterSharding(ActorSystemImpl system)
    {
        _guardian = ((LocalActorRef)system.SystemGuardian.AddChild(Props.Create<Guardian>(), "sharding")).Cell;
        Settings = ClusterShardingSettings.Create(system);
    }

    /// <summary>The settings of the configuration.</summary>
    public ClusterShardingSettings Settings { get; }

    /// <summary>The types that were started.</summary>
    public ImmutableHashSet<string> ShardTypeNames => [.. _regions.Keys];

    /// <summary>The sharding of a system.</summary>
    public static ClusterSharding Get(ActorSystem system) => ((ActorSystemImpl)system).Extension(impl => new ClusterSharding(impl));

    /// <summary>Starts a type whose entities are all made alike.</summary>
    /// <returns>The region: what messages to the entities are told to. The same as before when the type was started already.</returns>
    public IActorRef Start(string typeName, Props entityProps, ClusterShardingSettings settings, IMessageExtractor messageExtractor) =>
        Start(typeName, _ => entityProps, settings, messageExtractor);

    /// <summary>Starts a type whose entities are made by their name.</summary>
    /// <returns>The region: what messages to the entities are told to. The same as before when the type was started already.</returns>
    public IActorRef Start(
        string typeName, Func<string, Props> entityPropsFactory, ClusterShardingSettings settings, IMessageExtractor messageExtractor)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeName);
        return _regions.GetOrAdd(typeName, name => new Lazy<IActorRef>(() => StartRegion(name, entityPropsFactory, settings, messageExtractor))).Value;
    }

    /// <summary>As <see cref="Start(string, Props, ClusterShardingSettings, IMessageExtractor)"/>.</summary>
    public Task<IActorRef> StartAsync(string typeName, Props entityProps, ClusterShardingSettings settings, IMessageExtractor messageExtractor) =>
        Task.FromResult(Start(typeName, entityProps, settings, messageExtractor));

    /// <summary>As <see cref="Start(string, Func{string, Props}, ClusterShardingSettings, IMessageExtractor)"/>.</summary>
    public Task<IActorRef> StartAsync(
        string typeName, Func<string, Props> entityPropsFactory, ClusterShardingSettings settings, IMessageExtractor messageExtractor) =>
        Task.FromResult(Start(typeName, entityPropsFactory, settings, messageExtractor));

    /// <summary>The region of a type that was started.</summary>
    /// <exception cref="ArgumentException">It was not.</exception>
    public IActorRef ShardRegion(string typeName) => _regions.TryGetValue(typeName, out var region)
        ? region.Value
        : throw new ArgumentException($"Shard type [{typeName}] must be started first", nameof(typeName));

    private IActorRef StartRegion(string typeName, Func<string, Props> entityProps, ClusterShardingSettings settings, IMessageExtractor extractor) =>
        _guardian.AddChild(Props.Create(() => new ShardRegion(typeName, entityProps, settings, extractor)), Uri.EscapeDataString(typeName));
}
