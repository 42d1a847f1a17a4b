namespace Actors.Runtime;

/// <summary>A message that reached nobody or was not handled.</summary>
public abstract class AllDeadLetters
{
    private protected AllDeadLetters(object message, IActorRef sender, IActorRef recipient) =>
        (Message, Sender, Recipient) = (message, sender, recipient);

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <summary>Whom it was told to.</summary>
    public IActorRef Recipient { get; }

    /// <summary>Who told it.</summary>
    public IActorRef Sender { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>Published on the event stream: the message's receiver is not there, or no longer.</summary>
public sealed class DeadLetter : AllDeadLetters
{
    /// <summary>Makes a dead letter.</summary>
    public DeadLetter(object message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}

/// <summary>Published on the event stream: the receiver had no handler for the message.</summary>
public sealed class UnhandledMessage : AllDeadLetters
{
    /// <summary>Makes the event.</summary>
    public UnhandledMessage(object message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}
