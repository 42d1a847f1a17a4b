namespace Actors.Runtime.Internal;

/// <summary>
/// Death watch. In Akka.NET these are members of a public interface that the engine's public surface does not have, so here they are
/// for the engine, its TestKit and its tests only; calls look the same.
/// </summary>
internal static class DeathWatchExtensions
{
    /// <summary>Has <see cref="Terminated"/> told to the actor when another one stops; at once when it has stopped already.</summary>
    internal static IActorRef Watch(this IActorContext context, IActorRef subject) => ((ActorCell)context).WatchActor(subject);

    /// <summary>As <see cref="Watch"/>, with a message of the actor's own instead of <see cref="Terminated"/>.</summary>
    internal static IActorRef WatchWith(this IActorContext context, IActorRef subject, object message) =>
        ((ActorCell)context).WatchActor(subject, message);

    /// <summary>Ends that, also for a death that is in the mailbox already.</summary>
    internal static IActorRef Unwatch(this IActorContext context, IActorRef subject) => ((ActorCell)context).UnwatchActor(subject);
}
