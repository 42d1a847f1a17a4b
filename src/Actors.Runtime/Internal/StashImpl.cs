using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Actors.Runtime.Internal;

/// <summary>Messages that an actor has set aside.</summary>
internal sealed class StashImpl(ActorCell cell, int capacity) : IStash
{
    private readonly List<Envelope> _stashed = [];

    public int Count => _stashed.Count;

    public bool IsEmpty => _stashed.Count == 0;

    public bool NonEmpty => _stashed.Count > 0;

    public bool IsFull => capacity >= 0 && _stashed.Count >= capacity;

    public int Capacity => capacity;

    /// <summary>Whether the message being handled was set aside; reset by the cell before the next one.</summary>
    internal bool CurrentIsStashed { get; set; }

    public void Stash()
    {
        var current = cell.CurrentEnvelope;
        if (current.Message is null) throw new IllegalActorStateException("There is no message to stash");
        if (CurrentIsStashed) throw new IllegalActorStateException($"{current.Message} is stashed already");
        if (IsFull) throw new StashOverflowException($"{cell.Self.Path} has stashed {capacity} messages, as many as it may");
        _stashed.Add(current);
        CurrentIsStashed = true;
    }

    public void Unstash()
    {
        if (_stashed.Count == 0) return;
        cell.PutBack([_stashed[0]]);
        _stashed.RemoveAt(0);
    }

    public void UnstashAll()
    {
        if (_stashed.Count > 0) cell.PutBack(_stashed);
        _stashed.Clear();
    }
}

/// <summary>
/// Gives an actor its stash. <see cref="IWithStash"/> has no members of its own here, so the actor's settable property of type
/// <see cref="IStash"/> named <c>Stash</c> is looked up once per actor type.
/// </summary>
internal static class StashInjector
{
    private static readonly ConcurrentDictionary<Type, Action<ActorBase, IStash>> Setters = new();

    internal static void Inject(ActorBase actor, IStash stash) => Setters.GetOrAdd(actor.GetType(), MakeSetter)(actor, stash);

    private static Action<ActorBase, IStash> MakeSetter(Type type)
    {
        var property = type.GetProperty("Stash", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, typeof(IStash), [], null);
        if (property?.SetMethod is null)
            throw new IllegalActorStateException($"{type} has a stash by its interface but no settable property 'IStash Stash'");
        var (actor, stash) = (Expression.Parameter(typeof(ActorBase)), Expression.Parameter(typeof(IStash)));
        var assign = Expression.Assign(Expression.Property(Expression.Convert(actor, type), property), stash);
        return Expression.Lambda<Action<ActorBase, IStash>>(assign, actor, stash).Compile();
    }
}
