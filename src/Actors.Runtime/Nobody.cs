using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>The reference that stands for "no such actor"; messages told to it are lost.</summary>
public sealed class Nobody : IActorRef
{
    /// <summary>The only instance.</summary>
    public static readonly Nobody Instance = new();

    private Nobody()
    {
    }

    /// <inheritdoc/>
    public ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems"), "/") / "Nobody";

    void ICanTell.Tell(object message, IActorRef? sender)
    {
    }
}
