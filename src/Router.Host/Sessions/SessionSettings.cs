using Router.Host.Routing;

namespace Router.Host.Sessions;

/// <summary>Bounds of sessions, and how they speculate; see <c>router.sessions</c> in reference.conf.</summary>
public sealed record SessionSettings
{
    /// <summary>Sessions open at once on this node.</summary>
    public required int MaxSessions { get; init; }

    /// <summary>Sessions open at once of one client.</summary>
    public required int MaxSessionsPerClient { get; init; }

    /// <summary>Utterances of a session that are kept in mind; the one unheard of longest is forgotten for a further one.</summary>
    public required int MaxUtterances { get; init; }

    /// <summary>Decisions and errors that a session owes its client before it reads no further events.</summary>
    public required int MaxPendingUpdates { get; init; }

    /// <summary>Hypotheses a second, with as many again in one burst; partial ones over it are passed over.</summary>
    public required int MaxEventsPerSecond { get; init; }

    /// <summary>A session without an event for so long is ended.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>Largest message of a WebSocket, in bytes.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>How long utterances under way may take to end once the node is stopping.</summary>
    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>Which partial hypotheses are routed.</summary>
    public required SpeculationSettings Speculation { get; init; }

    /// <summary>How alternatives are tried.</summary>
    public required AlternativeSettings Alternatives { get; init; }

    /// <summary>Bounds of texts and times.</summary>
    public required RoutingLimits Limits { get; init; }
}

/// <summary>Which partial hypotheses are routed before they are final.</summary>
public sealed record SpeculationSettings
{
    /// <summary>Whether any is.</summary>
    public required bool Enabled { get; init; }

    /// <summary>A hypothesis at least so stable is routed at once, 0..1.</summary>
    public required double MinStability { get; init; }

    /// <summary>A less stable one is routed when it has not changed for so long.</summary>
    public required TimeSpan UnchangedFor { get; init; }

    /// <summary>Word pieces that a hypothesis must have.</summary>
    public required int MinTokens { get; init; }

    /// <summary>Nothing is routed ahead of time while queries wait longer than this for the backbone.</summary>
    public required TimeSpan MaxQueueDelay { get; init; }
}

/// <summary>How the alternatives of a final hypothesis are tried when the best one is out of scope or ambiguous.</summary>
public sealed record AlternativeSettings
{
    /// <summary>How many at most; 0 for none.</summary>
    public required int MaxTried { get; init; }

    /// <summary>Least combined score with which an alternative wins, 0..1.</summary>
    public required double MinScore { get; init; }
}
