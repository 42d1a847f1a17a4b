using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>To a watcher: the actor it watched has stopped.</summary>
public sealed class Terminated : IAutoReceivedMessage, IDeadLetterSuppression
{
    /// <summary>Makes the message.</summary>
    /// <param name="actorRef">Who stopped.</param>
    /// <param name="existenceConfirmed">Whether the actor was known to have lived.</param>
    /// <param name="addressTerminated">Whether its whole node was lost.</param>
    public Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated) =>
        (ActorRef, ExistenceConfirmed, AddressTerminated) = (actorRef, existenceConfirmed, addressTerminated);

    /// <summary>Who stopped.</summary>
    public IActorRef ActorRef { get; }

    /// <summary>Whether its whole node was lost.</summary>
    public bool AddressTerminated { get; }

    /// <summary>Whether the actor was known to have lived.</summary>
    public bool ExistenceConfirmed { get; }

    /// <inheritdoc/>
    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}

/// <summary>Stops the actor when its turn in the mailbox comes.</summary>
public sealed class PoisonPill : IAutoReceivedMessage, IDeadLetterSuppression
{
    private PoisonPill()
    {
    }

    /// <summary>The only instance.</summary>
    public static PoisonPill Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "<PoisonPill>";
}

/// <summary>Makes the actor fail with an <see cref="ActorKilledException"/> when its turn in the mailbox comes.</summary>
public sealed class Kill : IAutoReceivedMessage
{
    private Kill()
    {
    }

    /// <summary>The only instance.</summary>
    public static Kill Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "<Kill>";
}

/// <summary>To an actor that has set a receive timeout: no message has come for that long.</summary>
public sealed class ReceiveTimeout
{
    private ReceiveTimeout()
    {
    }

    /// <summary>The only instance.</summary>
    public static ReceiveTimeout Instance { get; } = new();
}

/// <summary>Asks an actor to answer with its <see cref="ActorIdentity"/>.</summary>
public sealed class Identify : IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    /// <summary>Makes the question; the answer carries <paramref name="messageId"/> back.</summary>
    public Identify(object messageId) => MessageId = messageId;

    /// <summary>What the answer carries back.</summary>
    public object MessageId { get; }
}

/// <summary>The answer to <see cref="Identify"/>.</summary>
public sealed class ActorIdentity
{
    /// <summary>Makes the answer.</summary>
    public ActorIdentity(object messageId, IActorRef? subject) => (MessageId, Subject) = (messageId, subject!);

    /// <summary>The id of the question.</summary>
    public object MessageId { get; }

    /// <summary>The actor; null when there is none at that path.</summary>
    public IActorRef Subject { get; }
}

/// <summary>Answers of actors that are asked to do something.</summary>
public abstract class Status
{
    private protected Status()
    {
    }

    /// <summary>It was done.</summary>
    public sealed class Success : Status
    {
        /// <summary>The result, or null.</summary>
        public readonly object? Status;

        /// <summary>Makes the answer.</summary>
        public Success(object? status) => Status = status;
    }

    /// <summary>It failed. An ask that gets this fails with <see cref="Cause"/>, unless it asked for <see cref="object"/>.</summary>
    public sealed class Failure : Status
    {
        /// <summary>Why.</summary>
        public readonly Exception Cause;

        /// <summary>Makes the answer.</summary>
        public Failure(Exception cause) => Cause = cause;

        /// <inheritdoc/>
        public override string ToString() => $"Failure: {Cause}";
    }
}

/// <summary>Says that something with no other result is done.</summary>
public sealed class Done
{
    /// <summary>The only instance.</summary>
    public static readonly Done Instance = new();

    private Done()
    {
    }
}

/// <summary>Stands for a value of no interest, such as a stream that materialises nothing.</summary>
public sealed class NotUsed
{
    /// <summary>The only instance.</summary>
    public static readonly NotUsed Instance = new();

    private NotUsed()
    {
    }
}
