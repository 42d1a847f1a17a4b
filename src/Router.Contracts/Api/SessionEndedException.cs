namespace Router.Contracts;

/// <summary>A session was not opened, or ended before its client ended it.</summary>
/// <param name="error">Why.</param>
public sealed class SessionEndedException(RouteError error) : RouterException(error.Detail)
{
    /// <summary>Why.</summary>
    public RouteError Error { get; } = error;

    /// <inheritdoc/>
    public override bool IsTransient => Error.Code is ErrorCodes.Unavailable or ErrorCodes.ResourceExhausted;
}
