namespace Actors.Runtime;

/// <summary>Makes actors and finds them.</summary>
public interface IActorRefFactory
{
    /// <summary>Makes an actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="name">Its name among its siblings, or null for a generated one.</param>
    /// <exception cref="InvalidActorNameException">The name is taken or not allowed.</exception>
    /// <exception cref="Configuration.ConfigurationException">The dispatcher of the props is not configured.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>The actors at a path.</summary>
    ActorSelection ActorSelection(ActorPath actorPath);

    /// <summary>The actors at a path, absolute or relative, whose elements may be <c>..</c> or patterns with <c>*</c> and <c>?</c>.</summary>
    ActorSelection ActorSelection(string actorPath);
}

/// <summary>What an actor sees of the engine; valid only while the actor runs.</summary>
public interface IActorContext : IActorRefFactory
{
    /// <summary>The actor.</summary>
    IActorRef Self { get; }

    /// <summary>How the actor was made.</summary>
    Props Props { get; }

    /// <summary>What runs the actor.</summary>
    MessageDispatcher Dispatcher { get; }

    /// <summary>Who sent the current message; the dead letters where nobody is known.</summary>
    IActorRef Sender { get; }

    /// <summary>The system the actor belongs to.</summary>
    ActorSystem System { get; }

    /// <summary>The actor's supervisor.</summary>
    IActorRef Parent { get; }

    /// <summary>The receive timeout, or null.</summary>
    TimeSpan? ReceiveTimeout { get; }

    /// <summary>Goes back to the behaviour before the last <c>BecomeStacked</c>.</summary>
    void UnbecomeStacked();

    /// <summary>The child of that name, or <see cref="ActorRefs.Nobody"/>.</summary>
    IActorRef Child(string name);

    /// <summary>The children.</summary>
    IEnumerable<IActorRef> GetChildren();

    /// <summary>Has <see cref="Runtime.ReceiveTimeout"/> told to the actor whenever it got no message for that long; null ends that.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>Stops an actor: it finishes its current message and handles no other.</summary>
    void Stop(IActorRef child);
}

/// <summary>The context of an <see cref="UntypedActor"/>.</summary>
public interface IUntypedActorContext : IActorContext;
