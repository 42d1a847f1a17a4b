using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>
/// The base of all actors. An actor is made by its parent through <see cref="Props"/>, handles one message at a time in the order each
/// sender sent them, and after a failure is replaced, resumed or stopped as its parent's strategy says.
/// </summary>
public abstract class ActorBase
{
    private SupervisorStrategy? _strategy;

    /// <summary>Takes the seat that the engine is filling.</summary>
    /// <exception cref="ActorInitializationException">The actor was not made through <see cref="Props"/>.</exception>
    protected ActorBase() =>
        Cell = ActorCell.Current ?? throw new ActorInitializationException($"{GetType()} must be made by ActorOf with Props, not by 'new'");

    /// <summary>Who sent the current message; the dead letters where nobody is known.</summary>
    protected IActorRef Sender => Cell.Sender;

    /// <summary>The actor's own reference.</summary>
    protected IActorRef Self => Cell.Self;

    /// <summary>The context of the actor that runs.</summary>
    /// <exception cref="NotSupportedException">No actor runs on this thread: for example after an await that left the actor.</exception>
    protected static IActorContext Context => CurrentCell;

    internal ActorCell Cell { get; }

    internal static ActorCell CurrentCell =>
        ActorCell.Current ?? throw new NotSupportedException("No actor runs here: the context is only valid inside of an actor's own calls");

    internal virtual Receive InitialBehavior => Receive;

    internal SupervisorStrategy StrategyForChildren => _strategy ??= Cell.Props.SupervisorStrategy ?? SupervisorStrategy();

    /// <summary>Handles a message; false when the actor does not know it.</summary>
    protected abstract bool Receive(object message);

    /// <summary>
    /// A message that was not handled. Publishes an <see cref="UnhandledMessage"/>; throws <see cref="DeathPactException"/> for the
    /// <see cref="Terminated"/> of a watched actor.
    /// </summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        Cell.SystemImpl.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    /// <summary>Goes back to the behaviour before the last <c>BecomeStacked</c>.</summary>
    protected void UnbecomeStacked() => Cell.UnbecomeStacked();

    /// <summary>Has <see cref="ReceiveTimeout"/> told to the actor whenever it got no message for that long; null ends that.</summary>
    protected void SetReceiveTimeout(TimeSpan? timeout) => Cell.SetReceiveTimeout(timeout);

    /// <summary>Before the first message.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>On the failed instance, before it is replaced. Stops all children and calls <see cref="PostStop"/>.</summary>
    /// <param name="reason">What it failed with.</param>
    /// <param name="message">What it was handling, or null.</param>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        foreach (var child in Cell.Children())
        {
            Cell.UnwatchActor(child.Self);
            Cell.Stop(child.Self);
        }
        PostStop();
    }

    /// <summary>On the new instance after a restart. Calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>After the last message.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>What happens to children that fail, unless the actor's <see cref="Props"/> say otherwise. Asked once.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actors.Runtime.SupervisorStrategy.DefaultStrategy;

    internal void DoPreStart() => PreStart();

    internal void DoPreRestart(Exception reason, object? message) => PreRestart(reason, message);

    internal void DoPostRestart(Exception reason) => PostRestart(reason);

    internal void DoPostStop() => PostStop();

    internal void OnUnhandled(object message) => Unhandled(message);
}
