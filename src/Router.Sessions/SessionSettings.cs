using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Sessions;

/// <summary><c>router.sessions</c>.</summary>
public sealed record SessionSettings
{
    /// <summary>Most sessions open at once.</summary>
    public required int Max { get; init; }

    /// <summary>Most sessions of one key, token or address.</summary>
    public required int MaxPerCaller { get; init; }

    /// <summary>Most sessions of one client that a caller names.</summary>
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

    /// <summary>Reads the section.</summary>
    public static SessionSettings Read(SettingsReader section) => new()
    {
        Max = section.Read("max", Whole(1, 1_000_000)),
        MaxPerCaller = section.Read("max-per-caller", Whole(1, 1_000_000)),
        MaxPerClient = section.Read("max-per-client", Whole(1, 1_000_000)),
        MaxUtterances = section.Read("max-utterances", Whole(1, 1024)),
        MaxPendingUpdates = section.Read("max-pending-updates", Whole(1, 1024)),
        MaxEventsPerSecond = section.Read("max-events-per-second", Whole(1, 100_000)),
        IdleTimeout = section.Read("idle-timeout", Duration("10ms", "1d")),
        MaxMessageBytes = section.Read("max-message-bytes", Bytes("1KiB", "16MiB")),
        DrainTimeout = section.Read("drain-timeout", Duration("0s", "10m")),
        Speculation = SpeculationSettings.Read(section.Section("speculation")),
        Alternatives = AlternativesSettings.Read(section.Section("alternatives")),
    };
}

/// <summary><c>router.sessions.speculation</c>.</summary>
public sealed record SpeculationSettings
{
    /// <summary>Whether it is done.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Stability with which a hypothesis is routed at once.</summary>
    public required double MinStability { get; init; }

    /// <summary>How long a less stable one must stay the same.</summary>
    public required TimeSpan UnchangedFor { get; init; }

    /// <summary>Word pieces that a hypothesis must have.</summary>
    public required int MinTokens { get; init; }

    /// <summary>The wait for the backbone with which nothing is routed ahead of time.</summary>
    public required TimeSpan MaxQueueDelay { get; init; }

    /// <summary>Reads the section.</summary>
    public static SpeculationSettings Read(SettingsReader section) => new()
    {
        Enabled = section.Read("enabled", Switch),
        MinStability = section.Read("min-stability", Fraction(0, 1)),
        UnchangedFor = section.Read("unchanged-for", Duration("1ms", "10s")),
        MinTokens = section.Read("min-tokens", Whole(1, 512)),
        MaxQueueDelay = section.Read("max-queue-delay", Duration("0ms", "10s")),
    };
}

/// <summary><c>router.sessions.alternatives</c>.</summary>
public sealed record AlternativesSettings
{
    /// <summary>How many are tried.</summary>
    public required int MaxTried { get; init; }

    /// <summary>Least combined score with which one wins.</summary>
    public required double MinScore { get; init; }

    /// <summary>Reads the section.</summary>
    public static AlternativesSettings Read(SettingsReader section) => new()
    {
        MaxTried = section.Read("max-tried", Whole(0, 16)),
        MinScore = section.Read("min-score", Fraction(0, 1)),
    };
}
