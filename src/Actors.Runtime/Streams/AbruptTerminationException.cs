namespace Actors.Runtime.Streams;

/// <summary>The actor that ran a stream was stopped before the stream had ended.</summary>
public class AbruptTerminationException : Exception
{
    /// <summary>Makes the exception.</summary>
    public AbruptTerminationException(IActorRef actor)
        : base($"Processor actor [{actor}] terminated abruptly") => Actor = actor;

    /// <summary>The actor.</summary>
    public readonly IActorRef Actor;
}
