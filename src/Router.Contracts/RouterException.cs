namespace Router.Contracts;

/// <summary>Base of the router's exceptions.</summary>
public abstract class RouterException : Exception
{
    /// <param name="message">What is wrong, where, and what is allowed.</param>
    /// <param name="cause">What it came from.</param>
    protected RouterException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public abstract bool IsTransient { get; }
}

/// <summary>The configuration is wrong; the host does not start.</summary>
public sealed class ConfigurationError(string message, Exception? cause = null) : RouterException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>A model package is broken, unknown or does not fit; it is not loaded.</summary>
public sealed class ModelPackageException(string message, Exception? cause = null) : RouterException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>The configured device cannot be used on this machine.</summary>
public sealed class DeviceUnavailableException(string message, Exception? cause = null) : RouterException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>A request is not valid.</summary>
/// <param name="field">The field that is wrong, as the client names it.</param>
/// <param name="problem">What is wrong with it and what is allowed.</param>
public sealed class InvalidRequestException(string field, string problem) : RouterException($"{field}: {problem}")
{
    /// <summary>The field that is wrong.</summary>
    public string Field { get; } = field;

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
