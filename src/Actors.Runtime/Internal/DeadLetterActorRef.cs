namespace Actors.Runtime.Internal;

/// <summary>Publishes what could not be delivered.</summary>
internal sealed class DeadLetterActorRef(ActorSystemImpl system, ActorPath path) : ActorRefBase
{
    public override ActorPath Path => path;

    internal override ActorSystemImpl System => system;

    public override void Tell(object message, IActorRef? sender) => Publish(message, sender, this);

    internal override void SendSystem(SystemMessage message)
    {
        if (message is Watch watch) watch.Watcher.SendSystem(new DeathNotice(this, existed: false));
    }

    internal void Publish(object message, IActorRef? sender, IActorRef recipient)
    {
        switch (message)
        {
            case DeadLetter letter:
                system.EventStream.Publish(letter);
                break;
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null!), this);
                break;
            case ActorSelectionMessage selection:
                Publish(selection.Message, sender, recipient);
                break;
            case IDeadLetterSuppression:
                break;
            default:
                system.EventLog.DeadLetter(message, recipient);
                system.EventStream.Publish(new DeadLetter(message, sender ?? this, recipient));
                break;
        }
    }
}
