using Actors.Runtime.Internal;

namespace Actors.Runtime.TestKit;

/// <summary>An actor that keeps what it gets, and expectations of that; can be told messages itself.</summary>
public class TestProbe : TestKitBase, IActorRefProxy
{
    internal TestProbe(ActorSystem system, string? name)
        : base(system, name)
    {
    }

    /// <summary>The actor.</summary>
    public IActorRef Ref => TestActor;

    /// <summary>Who sent the message last looked at.</summary>
    public IActorRef Sender => LastSender;

    IActorRef IActorRefProxy.Target => TestActor;

    ActorPath IActorRef.Path => TestActor.Path;

    /// <summary>Tells a message whose sender is the probe.</summary>
    public void Send(IActorRef actor, object message) => actor.Tell(message, TestActor);

    /// <summary>Tells a message whose sender is that of the message last looked at.</summary>
    public void Forward(IActorRef actor, object message) => actor.Tell(message, LastSender);

    /// <summary>Tells the message last looked at, with its sender.</summary>
    public void Forward(IActorRef actor) => actor.Tell(LastMessage!, LastSender);

    /// <summary>Answers the message last looked at.</summary>
    public void Reply(object message) => LastSender.Tell(message, TestActor);

    void ICanTell.Tell(object message, IActorRef? sender) => TestActor.Tell(message, sender);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IActorRef && TestActor.Equals(obj);

    /// <inheritdoc/>
    public override int GetHashCode() => TestActor.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => TestActor.ToString()!;
}
