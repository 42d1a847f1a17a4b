using System.Collections.Concurrent;
using System.Collections.Immutable;
using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>Tells events of the engine to the actors that want them: <see cref="DeadLetter"/>, <see cref="UnhandledMessage"/>.</summary>
public class EventStream
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Type, IActorRef[]> _receivers = new();
    private volatile ImmutableHashSet<(IActorRef Subscriber, Type Channel)> _subscriptions = [];

    internal EventStream()
    {
    }

    /// <summary>Has all events of a type, or derived from it, told to an actor; false when that was so already.</summary>
    public virtual bool Subscribe(IActorRef subscriber, Type channel) => Change(all => all.Add((subscriber, channel)));

    /// <summary>Ends one subscription; false when there was none.</summary>
    public virtual bool Unsubscribe(IActorRef subscriber, Type channel) => Change(all => all.Remove((subscriber, channel)));

    /// <summary>Ends all subscriptions of an actor; false when there were none.</summary>
    public virtual bool Unsubscribe(IActorRef subscriber) =>
        Change(all => all.Except(all.Where(subscription => subscription.Subscriber.Equals(subscriber))));

    internal void Publish(object message)
    {
        if (_subscriptions.IsEmpty) return;
        foreach (var receiver in _receivers.GetOrAdd(message.GetType(), Receivers)) receiver.Tell(message, ActorRefs.NoSender);
    }

    /// <summary>The actor has stopped.</summary>
    internal void Forget(IActorRef actor)
    {
        if (!_subscriptions.IsEmpty) Unsubscribe(actor);
    }

    private IActorRef[] Receivers(Type type) =>
        [.. _subscriptions.Where(subscription => subscription.Channel.IsAssignableFrom(type)).Select(subscription => subscription.Subscriber).Distinct()];

    private bool Change(
        Func<ImmutableHashSet<(IActorRef Subscriber, Type Channel)>, ImmutableHashSet<(IActorRef Subscriber, Type Channel)>> change)
    {
        lock (_lock)
        {
            var before = _subscriptions;
            _subscriptions = change(before);
            _receivers.Clear();
            return !ReferenceEquals(before, _subscriptions);
        }
    }
}
