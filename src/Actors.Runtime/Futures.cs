using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>
/// Asks: a message whose answer completes a task. A <see cref="Status.Failure"/> fails the task with its cause, an answer of another type
/// with an <see cref="ArgumentException"/>, no answer in time with an <see cref="AskTimeoutException"/>; a cancelled token cancels it.
/// Without a timeout, <c>akka.actor.ask-timeout</c> holds.
/// </summary>
public static class Futures
{
    /// <summary>Asks for an answer of any type; a <see cref="Status.Failure"/> is an answer like any other here.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    /// <summary>Asks for an answer of any type.</summary>
    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    /// <summary>Asks for an answer of any type.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    /// <summary>Asks for an answer of one type.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    /// <summary>Asks for an answer of one type.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    /// <summary>Asks for an answer of one type.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var promise = PromiseActorRef<T>.Start(SystemOf(self), timeout, cancellationToken);
        self.Tell(message, promise);
        return promise.Task;
    }

    /// <summary>Asks with a message that carries the reference to answer to.</summary>
    public static Task<T> Ask<T>(
        this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var promise = PromiseActorRef<T>.Start(SystemOf(self), timeout, cancellationToken);
        self.Tell(messageFactory(promise), promise);
        return promise.Task;
    }

    private static ActorSystemImpl SystemOf(ICanTell target) => target switch
    {
        IActorRef actor => ActorRefBase.Of(actor).System,
        ActorSelection selection => ActorRefBase.Of(selection.Anchor).System,
        _ => throw new ArgumentException($"{target} cannot be asked", nameof(target)),
    };
}
