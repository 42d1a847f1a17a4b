namespace Actors.Runtime.Internal;

/// <summary>A message was null.</summary>
internal sealed class InvalidMessageException(string message) : AkkaException(message);

/// <summary>The hook after a restart threw.</summary>
internal sealed class PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
    : ActorInitializationException(actor, $"Exception in post restart ({originalCause.GetType().Name}: {originalCause.Message})", cause);

/// <summary>The stash is full.</summary>
internal sealed class StashOverflowException(string message) : AkkaException(message);

/// <summary>The actor did something that its state does not allow.</summary>
internal sealed class IllegalActorStateException(string message) : AkkaException(message);

/// <summary>No actor was found under a path in time.</summary>
internal sealed class ActorNotFoundException(string message) : AkkaException(message);
