namespace Actors.Runtime;

/// <summary>Base of the engine's exceptions.</summary>
public abstract class AkkaException : Exception
{
    /// <summary>An exception without a message.</summary>
    protected AkkaException()
    {
    }

    /// <summary>An exception with a message and, where there is one, its cause.</summary>
    protected AkkaException(string message, Exception? cause = null)
        : base(message, cause) => Cause = cause;

    /// <summary>What caused this exception, or null.</summary>
    protected Exception? Cause { get; }
}
