namespace Router.Contracts;

/// <summary>What a front end asks of the router.</summary>
/// <param name="Text">The text to route, as the client sent it.</param>
public sealed record RouteRequest(string Text)
{
    /// <summary>How errors name the text: as the client called it.</summary>
    public string Field { get; init; } = "text";

    /// <summary>The text's tokens, where the caller has checked and tokenised it already: neither is done again then.</summary>
    public TokenizedText? Tokens { get; init; }

    /// <summary>Who asks.</summary>
    public Asker Asker { get; init; } = Asker.Node;

    /// <summary>Which queries a full queue serves first.</summary>
    public QueryPriority Priority { get; init; } = QueryPriority.Normal;

    /// <summary>Whether the text may be cut when it holds several commands.</summary>
    public bool MayBeCut { get; init; } = true;

    /// <summary>Whether a backbone's gate may leave subsystems out; without it all that serve the text's script are asked.</summary>
    public bool MayBeGated { get; init; } = true;

    /// <summary>How long the decision may take; null for the configured default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How errors name the timeout.</summary>
    public string TimeoutField { get; init; } = "timeoutMs";

    /// <summary>The speaker's time zone; null for the configured one.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>When it was said; null for now. Values of slots count from it, nothing else does.</summary>
    public DateTimeOffset? Now { get; init; }
}

/// <summary>Routes one text.</summary>
/// <returns>A decision, or why there is none: out of time, no room, a part down, stopping.</returns>
/// <exception cref="InvalidRequestException">The request is wrong; the exception names the field.</exception>
/// <exception cref="OperationCanceledException">The caller gave up.</exception>
public delegate Task<RouteResult> RouteText(RouteRequest request, CancellationToken cancellationToken);
