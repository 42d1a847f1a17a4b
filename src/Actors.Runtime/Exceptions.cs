namespace Actors.Runtime;

/// <summary>An ask got no answer within its timeout.</summary>
public class AskTimeoutException : AkkaException
{
    /// <summary>Makes the exception.</summary>
    public AskTimeoutException(string message)
        : base(message)
    {
    }
}

/// <summary>The constructor or the start of an actor threw.</summary>
public class ActorInitializationException : AkkaException
{
    /// <summary>Makes the exception.</summary>
    public ActorInitializationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public ActorInitializationException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Makes the exception.</summary>
    public ActorInitializationException(IActorRef actor, string message, Exception? cause = null)
        : base($"{actor}: {message}", cause) => Actor = actor;

    /// <summary>The actor, where it is known.</summary>
    public IActorRef? Actor { get; set; }
}

/// <summary>The actor got a <see cref="Kill"/>.</summary>
public class ActorKilledException : AkkaException
{
    /// <summary>Makes the exception.</summary>
    public ActorKilledException(string message)
        : base(message)
    {
    }
}

/// <summary>The actor watched another one and did not handle its <see cref="Terminated"/>.</summary>
public class DeathPactException : AkkaException
{
    /// <summary>Makes the exception.</summary>
    public DeathPactException(IActorRef deadActor)
        : base($"Monitored actor [{deadActor}] terminated") => DeadActor = deadActor;

    /// <summary>Who stopped.</summary>
    public IActorRef DeadActor { get; }
}

/// <summary>The name asked for is taken or not allowed.</summary>
public class InvalidActorNameException : AkkaException
{
    /// <summary>Makes the exception.</summary>
    public InvalidActorNameException(string message)
        : base(message)
    {
    }
}
