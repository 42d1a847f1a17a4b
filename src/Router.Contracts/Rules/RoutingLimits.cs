namespace Router.Contracts;

/// <summary>The bounds of what <see cref="QueryRouter"/> takes.</summary>
public sealed record RoutingLimits
{
    /// <summary>Longest text, in UTF-16 units.</summary>
    public required int MaxTextLength { get; init; }

    /// <summary>Most queries under way at once.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>The time a query has when its request names none.</summary>
    public required TimeSpan DefaultTimeout { get; init; }

    /// <summary>A query with less time than this is refused: it could not be decided in time.</summary>
    public required TimeSpan MinTimeout { get; init; }

    /// <summary>A request may not ask for more time than this.</summary>
    public required TimeSpan MaxTimeout { get; init; }
}
