namespace Actors.Runtime.Internal;

/// <summary>The parent of a system's first actors.</summary>
internal sealed class Guardian : ActorBase
{
    protected override bool Receive(object message) => false;
}

/// <summary>Stops the program's guardian first and the engine's after it; also when the first stops for another reason.</summary>
internal sealed class RootGuardian : ActorBase
{
    private Guard? _guard;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Guard guard:
                _guard = guard;
                Context.Watch(guard.User);
                Context.Watch(guard.System);
                return true;
            case StopAll:
                Context.Stop(_guard!.User);
                return true;
            case Terminated terminated:
                Context.Stop(terminated.ActorRef.Equals(_guard!.User) ? _guard.System : Self);
                return true;
            default:
                return false;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => Actors.Runtime.SupervisorStrategy.StoppingStrategy;

    internal sealed record Guard(IActorRef User, IActorRef System);

    internal sealed record StopAll
    {
        internal static readonly StopAll Instance = new();
    }
}
