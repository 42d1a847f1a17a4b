namespace Actors.Runtime.Cluster.Sharding.Internal;

/// <summary>How many messages a region may hold back in all; its shards share it.</summary>
internal sealed class ShardBufferLimit(int capacity)
{
    private int _held;

    internal bool TryTake()
    {
        if (Interlocked.Increment(ref _held) <= capacity) return true;
        Interlocked.Decrement(ref _held);
        return false;
    }

    internal void Return(int count) => Interlocked.Add(ref _held, -count);
}

/// <summary>A message that waits for its entity to stop and start again.</summary>
internal readonly record struct HeldMessage(object Message, IActorRef Sender);

/// <summary>What becomes of a message to an entity.</summary>
internal enum Delivery
{
    /// <summary>The entity runs and gets it.</summary>
    ToEntity,

    /// <summary>The entity has to be started for it.</summary>
    StartsEntity,

    /// <summary>It is held back until the entity has stopped.</summary>
    Held,

    /// <summary>The entity is stopping and as many messages are held back as may be.</summary>
    Refused,
}

/// <summary>The entities of one shard and the messages held back for those that are stopping.</summary>
internal sealed class ShardEntities(ShardBufferLimit limit)
{
    private readonly Dictionary<string, EntityState> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, EntityState> _byActor = [];

    internal IEnumerable<string> Names => _byName.Keys;

    internal EntityState? Find(string name) => _byName.GetValueOrDefault(name);

    internal void Add(string name, IActorRef actor, TimeSpan now)
    {
        var state = new EntityState(name, actor) { LastMessage = now };
        _byName.Add(name, state);
        _byActor.Add(actor, state);
    }

    /// <summary>Says where a message goes, and keeps it where it is held back.</summary>
    internal Delivery Route(string name, HeldMessage message)
    {
        if (!_byName.TryGetValue(name, out var state)) return Delivery.StartsEntity;
        if (state.Held is null) return Delivery.ToEntity;
        if (!limit.TryTake()) return Delivery.Refused;
        state.Held.Enqueue(message);
        return Delivery.Held;
    }

    /// <summary>From now on messages are held back; false for an actor that is no entity or is stopping already.</summary>
    internal bool BeginStop(IActorRef actor)
    {
        if (!_byActor.TryGetValue(actor, out var state) || state.Held is not null) return false;
        state.Held = new Queue<HeldMessage>();
        return true;
    }

    /// <summary>Entities that run and have got no message since a moment.</summary>
    internal IReadOnlyList<IActorRef> IdleSince(TimeSpan moment) =>
        [.. _byName.Values.Where(state => state.Held is null && state.LastMessage <= moment).Select(state => state.Actor)];

    /// <summary>The entity has stopped; what was held back for it comes out in order.</summary>
    internal (string Name, IReadOnlyCollection<HeldMessage> Held) Remove(IActorRef actor)
    {
        if (!_byActor.Remove(actor, out var state)) return (string.Empty, []);
        _byName.Remove(state.Name);
        if (state.Held is not { } held) return (state.Name, []);
        limit.Return(held.Count);
        return (state.Name, held);
    }

    /// <summary>Forgets all entities; what was held back for them comes out.</summary>
    internal IReadOnlyCollection<HeldMessage> Clear()
    {
        var held = _byName.Values.SelectMany(state => state.Held ?? []).ToList();
        limit.Return(held.Count);
        _byName.Clear();
        _byActor.Clear();
        return held;
    }

    internal sealed class EntityState(string name, IActorRef actor)
    {
        internal string Name => name;

        internal IActorRef Actor => actor;

        internal TimeSpan LastMessage { get; set; }

        /// <summary>Not null while the entity is stopping.</summary>
        internal Queue<HeldMessage>? Held { get; set; }
    }
}
