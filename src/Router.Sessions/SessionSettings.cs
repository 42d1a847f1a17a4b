namespace Router.Sessions;

/// <summary><c>router.sessions</c>.</summary>
public sealed record SessionSettings
{
    /// <summary>Most sessions open at once.</summary>
    public required int Max { get; init; }

    /// <summary>Most sessions of one client.</summary>
    public required int MaxPerClient { get; init; }

    /// <summary>Most utterances of a session kept in mind.</summary>
    public required int MaxUtterances { get; init; }

    /// <summary>Decisions and errors that a client may leave unread.</summary>
    public required int MaxPendingUpdates { get; init; }

    /// <summary>Hypotheses of a session in a second.</summary>
    public required int MaxEventsPerSecond { get; init; }

    /// <summary>A session that stands still for so long is ended.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>Largest message of a WebSocket, in bytes.</summary>
    public required long MaxMessageBytes { get; init; }

    /// <summary>How long utterances under way may take to end.</summary>
    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>Routing partial hypotheses.</summary>
    public required SpeculationSettings Speculation { get; init; }

    /// <summary>Trying other readings.</summary>
    public required AlternativesSettings Alternatives { get; init; }
}

/// <summary><c>router.sessions.speculation</c>.</summary>
public sealed record SpeculationSettings
{
    /// <summary>Whether it is done.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Stability with which a hypothesis is routed at once, 0 to 1.</summary>
    public required double MinStability { get; init; }

    /// <summary>How long a less stable one must stay the same.</summary>
    public required TimeSpan UnchangedFor { get; init; }

    /// <summary>Word pieces that a hypothesis must have.</summary>
    public required int MinTokens { get; init; }

    /// <summary>The wait for the backbone with which nothing is routed ahead of time.</summary>
    public required TimeSpan MaxQueueDelay { get; init; }
}

/// <summary><c>router.sessions.alternatives</c>.</summary>
public sealed record AlternativesSettings
{
    /// <summary>How many are tried.</summary>
    public required int MaxTried { get; init; }

    /// <summary>Least combined score with which one wins, 0 to 1.</summary>
    public required double MinScore { get; init; }
}
