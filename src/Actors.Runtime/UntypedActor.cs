namespace Actors.Runtime;

/// <summary>An actor with one method for all messages.</summary>
public abstract class UntypedActor : ActorBase
{
    /// <summary>The context of the actor that runs.</summary>
    protected static new IUntypedActorContext Context => CurrentCell;

    /// <inheritdoc/>
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Runs a task as part of handling the current message: the next one waits until it ends.</summary>
    protected void RunTask(Func<Task> action) => Cell.RunTask(static run => run(), action);

    /// <summary>Handles a message; calls <see cref="ActorBase.Unhandled"/> for one it does not know.</summary>
    protected abstract void OnReceive(object message);
}
