namespace Actors.Runtime.Internal;

/// <summary>A message of the engine to a cell; handled before the messages of the program. Each instance is sent once.</summary>
internal abstract class SystemMessage
{
    internal SystemMessage? Next;
}

/// <summary>Make the actor and start it.</summary>
internal sealed class Create : SystemMessage;

/// <summary>Handle no messages until resumed.</summary>
internal sealed class Suspend : SystemMessage;

/// <summary>Go on; after a failure of the actor itself, <paramref name="causedBy"/> is what it failed with.</summary>
internal sealed class Resume(Exception? causedBy) : SystemMessage
{
    internal Exception? CausedBy => causedBy;
}

/// <summary>Replace the actor by a new instance.</summary>
internal sealed class Recreate(Exception cause) : SystemMessage
{
    internal Exception Cause => cause;
}

/// <summary>Stop for good.</summary>
internal sealed class Terminate : SystemMessage;

/// <summary>To a parent: this child of yours has failed and waits for your decision.</summary>
internal sealed class Failed(ActorCell child, Exception cause) : SystemMessage
{
    internal ActorCell Child => child;

    internal Exception Cause => cause;
}

/// <summary>Tell the watcher when you are dead.</summary>
internal sealed class Watch(ActorRefBase watcher) : SystemMessage
{
    internal ActorRefBase Watcher => watcher;
}

/// <summary>The watcher no longer wants to know.</summary>
internal sealed class Unwatch(ActorRefBase watcher) : SystemMessage
{
    internal ActorRefBase Watcher => watcher;
}

/// <summary>To a parent or a watcher: this actor is dead.</summary>
internal sealed class DeathNotice(ActorRefBase actor, bool existed) : SystemMessage
{
    internal ActorRefBase Actor => actor;

    internal bool Existed => existed;
}
