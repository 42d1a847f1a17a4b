namespace Actors.Runtime;

/// <summary>Something that takes messages.</summary>
public interface ICanTell
{
    /// <summary>Puts a message into the mailbox of the receiver and returns at once.</summary>
    /// <param name="message">The message; not null.</param>
    /// <param name="sender">Who the receiver sees as its <c>Sender</c>; null is <see cref="ActorRefs.NoSender"/>.</param>
    void Tell(object message, IActorRef? sender);
}

/// <summary>The address of an actor: what its messages are told to. Immutable, and valid across restarts of the actor.</summary>
public interface IActorRef : ICanTell
{
    /// <summary>Where the actor stands in the hierarchy of its system.</summary>
    ActorPath Path { get; }
}

/// <summary>References that stand for no actor.</summary>
public static class ActorRefs
{
    /// <summary>Stands for "no such actor"; messages told to it are lost.</summary>
    public static readonly Nobody Nobody = Nobody.Instance;

    /// <summary>Says that a message has no sender.</summary>
    public static readonly IActorRef NoSender = null!;
}

/// <summary>Tells whose sender is the actor that runs the call.</summary>
public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Tells a message; its sender is the current actor, or nobody outside of an actor.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, Internal.ImplicitSender.Current);

    /// <summary>Tells a message on behalf of the sender of the current one.</summary>
    public static void Forward(this IActorRef receiver, object message) =>
        receiver.Tell(message, Internal.ActorCell.Current?.Sender ?? Internal.ImplicitSender.Current);
}
