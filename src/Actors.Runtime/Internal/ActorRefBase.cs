namespace Actors.Runtime.Internal;

/// <summary>A reference that the engine can also send its own messages to.</summary>
internal abstract class ActorRefBase : IActorRef
{
    public abstract ActorPath Path { get; }

    internal abstract ActorSystemImpl System { get; }

    internal virtual bool IsTerminated => false;

    public abstract void Tell(object message, IActorRef? sender);

    internal abstract void SendSystem(SystemMessage message);

    internal virtual void Stop()
    {
    }

    /// <summary>Whether both stand for the same incarnation of the same actor.</summary>
    public sealed override bool Equals(object? obj) =>
        ReferenceEquals(this, obj) || (obj is IActorRef other && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    public sealed override int GetHashCode() => Path.GetHashCode();

    public override string ToString() => $"[{Path}#{Path.Uid}]";

    /// <summary>What a reference given by the program stands for inside the engine.</summary>
    internal static ActorRefBase Of(IActorRef actor) => actor switch
    {
        ActorRefBase engine => engine,
        IActorRefProxy proxy => Of(proxy.Target),
        _ => throw new ArgumentException($"{actor} is not a reference of this engine", nameof(actor)),
    };
}

/// <summary>A reference that stands for another one.</summary>
internal interface IActorRefProxy : IActorRef
{
    IActorRef Target { get; }
}

internal sealed class LocalActorRef(ActorCell cell, ActorPath path) : ActorRefBase
{
    internal ActorCell Cell => cell;

    public override ActorPath Path => path;

    internal override ActorSystemImpl System => cell.SystemImpl;

    internal override bool IsTerminated => cell.IsTerminated;

    public override void Tell(object message, IActorRef? sender) => cell.Tell(message, sender);

    internal override void SendSystem(SystemMessage message) => cell.SendSystem(message);

    internal override void Stop() => cell.SendSystem(new Terminate());
}

/// <summary>A path where no actor is: what is told to it is a dead letter, and whoever watches it hears of its death at once.</summary>
internal sealed class EmptyActorRef(ActorSystemImpl system, ActorPath path) : ActorRefBase
{
    public override ActorPath Path => path;

    internal override ActorSystemImpl System => system;

    internal override bool IsTerminated => true;

    public override void Tell(object message, IActorRef? sender) => system.DeadLetterSink.Publish(message, sender, this);

    internal override void SendSystem(SystemMessage message)
    {
        if (message is Watch watch) watch.Watcher.SendSystem(new DeathNotice(this, existed: false));
    }
}

/// <summary>Takes messages and forgets them.</summary>
internal sealed class IgnoreActorRef(ActorSystemImpl system, ActorPath path) : ActorRefBase
{
    public override ActorPath Path => path;

    internal override ActorSystemImpl System => system;

    public override void Tell(object message, IActorRef? sender)
    {
    }

    internal override void SendSystem(SystemMessage message)
    {
    }
}
