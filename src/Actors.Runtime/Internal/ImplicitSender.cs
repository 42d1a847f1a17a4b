namespace Actors.Runtime.Internal;

/// <summary>Who sends a message that names no sender: the actor that runs, else what a test has set for its own flow.</summary>
internal static class ImplicitSender
{
    private static readonly AsyncLocal<IActorRef?> Ambient = new();

    internal static IActorRef? Current => ActorCell.Current is { } cell ? cell.Self : _used ? Ambient.Value : null;

    private static bool _used;

    internal static void Set(IActorRef? sender)
    {
        _used = true;
        Ambient.Value = sender;
    }
}
