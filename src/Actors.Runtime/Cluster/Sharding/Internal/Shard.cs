using System.Collections.Immutable;
using Actors.Runtime.Internal;

namespace Actors.Runtime.Cluster.Sharding.Internal;

/// <summary>A message on its way from a region to a shard.</summary>
internal sealed record ShardMessage(string EntityId, object Message);

/// <summary>Asks a shard for its <see cref="ShardState"/>.</summary>
internal sealed record GetShardState
{
    internal static readonly GetShardState Instance = new();
}

/// <summary>Makes a shard look for entities that have been idle too long.</summary>
internal sealed record PassivateIdleTick
{
    internal static readonly PassivateIdleTick Instance = new();
}

/// <summary>The parent of the entities of one shard.</summary>
internal sealed class Shard : ActorBase, IWithTimers
{
    private readonly string _shardId;
    private readonly Func<string, Props> _entityProps;
    private readonly ClusterShardingSettings _settings;
    private readonly IMessageExtractor _extractor;
    private readonly ShardEntities _entities;

    internal Shard(
        string shardId, Func<string, Props> entityProps, ClusterShardingSettings settings, IMessageExtractor extractor, ShardBufferLimit buffer)
    {
        (_shardId, _entityProps, _settings, _extractor) = (shardId, entityProps, settings, extractor);
        _entities = new ShardEntities(buffer);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (_settings.PassivateIdleEntityAfter <= TimeSpan.Zero) return;
        Timers.StartPeriodicTimer(PassivateIdleTick.Instance, PassivateIdleTick.Instance, _settings.PassivateIdleEntityAfter / 2);
    }

    protected override void PostStop()
    {
        foreach (var message in _entities.Clear()) Context.System.DeadLetters.Tell(message.Message, message.Sender);
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case ShardMessage toEntity: Deliver(toEntity); break;
            case ShardRegion.StartEntity start: StartOnRequest(start); break;
            case Passivate passivate: Stop(Sender, passivate.StopMessage); break;
            case Terminated terminated: EntityStopped(terminated.ActorRef); break;
            case GetShardState: Sender.Tell(new ShardState(_shardId, _entities.Names.ToImmutableHashSet()), Self); break;
            case PassivateIdleTick: StopIdle(); break;
            default: return false;
        }
        return true;
    }

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private void Deliver(ShardMessage message)
    {
        if (_extractor.EntityMessage(message.Message) is not { } payload)
        {
            Context.System.DeadLetters.Tell(message.Message, Sender);
            return;
        }
        var delivery = _entities.Route(message.EntityId, new HeldMessage(payload, Sender));
        if (delivery == Delivery.Refused) Context.System.DeadLetters.Tell(payload, Sender);
        else if (delivery != Delivery.Held) Entity(message.EntityId).Tell(payload, Sender);
    }

    private void StartOnRequest(ShardRegion.StartEntity start) => Entity(start.EntityId);

    private IActorRef Entity(string entityId)
    {
        if (_entities.Find(entityId) is { } running)
        {
            running.LastMessage = Now;
            return running.Actor;
        }
        var actor = Context.ActorOf(_entityProps(entityId), Uri.EscapeDataString(entityId));
        Context.Watch(actor);
        _entities.Add(entityId, actor, Now);
        return actor;
    }

    private void Stop(IActorRef entity, object stopMessage)
    {
        if (_entities.BeginStop(entity)) entity.Tell(stopMessage, Self);
    }

    private void StopIdle()
    {
        var now = Now;
        foreach (var idle in _entities.IdleSince(now - _settings.PassivateIdleEntityAfter)) Stop(idle, PoisonPill.Instance);
    }

    private void EntityStopped(IActorRef actor)
    {
        var (entityId, held) = _entities.Remove(actor);
        foreach (var message in held) Entity(entityId).Tell(message.Message, message.Sender);
    }
}
