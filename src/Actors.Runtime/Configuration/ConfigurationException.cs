namespace Actors.Runtime.Configuration;

/// <summary>
/// A configuration cannot be read, or holds a value that is not what its reader asked for. A syntax error's message
/// begins with "line L, column C", both counted from 1, the column in UTF-16 units.
/// </summary>
public class ConfigurationException : AkkaException
{
    /// <summary>An error that this engine found.</summary>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>An error with the exception behind it, for example one of an include callback.</summary>
    public ConfigurationException(string message, Exception? exception)
        : base(message, exception)
    {
    }
}
