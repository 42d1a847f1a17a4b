using Actors.Runtime.Configuration;
using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>A hierarchy of actors with its dispatchers, scheduler and configuration. One per process is the rule.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    private protected ActorSystem()
    {
    }

    /// <summary>What the system was configured with.</summary>
    public abstract Settings Settings { get; }

    /// <summary>The name, part of every path.</summary>
    public abstract string Name { get; }

    /// <summary>Turns messages into bytes and back.</summary>
    public abstract Serialization Serialization { get; }

    /// <summary>Events of the engine.</summary>
    public abstract EventStream EventStream { get; }

    /// <summary>Where messages go that reach nobody.</summary>
    public abstract IActorRef DeadLetters { get; }

    /// <summary>Takes messages and forgets them.</summary>
    public abstract IActorRef IgnoreRef { get; }

    /// <summary>Tells messages later.</summary>
    public abstract IScheduler Scheduler { get; }

    /// <summary>Ends when the system has stopped completely.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>Starts a system with the engine's defaults.</summary>
    public static ActorSystem Create(string name) => Create(name, Config.Empty);

    /// <summary>Starts a system.</summary>
    /// <param name="name">Letters, digits, <c>-</c> and <c>_</c>, starting with a letter or digit.</param>
    /// <param name="config">The configuration; the engine's defaults stand behind it.</param>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    /// <exception cref="ConfigurationException">A value the engine needs at once is wrong.</exception>
    public static ActorSystem Create(string name, Config config) => new ActorSystemImpl(name, config).Start();

    /// <summary>Runs the coordinated shutdown, which ends with all actors stopped.</summary>
    /// <returns>As <see cref="WhenTerminated"/>.</returns>
    public abstract Task Terminate();

    /// <summary>Stops an actor: it finishes its current message and handles no other.</summary>
    public abstract void Stop(IActorRef actor);

    /// <summary>Begins to terminate; does not wait.</summary>
    public void Dispose()
    {
        _ = Terminate();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public abstract IActorRef ActorOf(Props props, string? name = null);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(string actorPath);
}

/// <summary>The system as extensions of the engine see it, serialisers among them.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    private protected ExtendedActorSystem()
    {
    }
}
