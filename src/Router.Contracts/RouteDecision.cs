namespace Router.Contracts;

/// <summary>How a query ended: a <see cref="RouteDecision"/> or a <see cref="RouteRefused"/>.</summary>
public abstract record RouteResult(Guid QueryId) : IWireMessage;

/// <summary>The query ended without a decision.</summary>
public sealed record RouteRefused(Guid QueryId, RefusalReason Reason, TimeSpan? RetryAfter = null) : RouteResult(QueryId);

/// <summary>What the router answers.</summary>
public sealed record RouteDecision(Guid QueryId) : RouteResult(QueryId)
{
    /// <summary>The text as sent.</summary>
    public required string Text { get; init; }

    /// <summary>What kind of answer this is.</summary>
    public required DecisionOutcome Outcome { get; init; }

    /// <summary>Who gets the query; null when it is out of scope.</summary>
    public string? Subsystem { get; init; }

    /// <summary>What is wanted; null when the query is out of scope.</summary>
    public string? Intent { get; init; }

    /// <summary>True when the request is forbidden: the intent is what shall not be done.</summary>
    public bool Negated { get; init; }

    /// <summary>The slots of the chosen intent, in the order of the text.</summary>
    public IReadOnlyList<Slot> Slots { get; init; } = [];

    /// <summary>Calibrated probability that subsystem and intent are right, 0..1; when out of scope, that it is.</summary>
    public double Score { get; init; }

    /// <summary>The next best, best first.</summary>
    public IReadOnlyList<Alternative> Alternatives { get; init; } = [];

    /// <summary>The requests that the text was cut into, in its order; empty unless the outcome is <see cref="DecisionOutcome.Multiple"/>.</summary>
    public IReadOnlyList<DecisionPart> Parts { get; init; } = [];

    /// <summary>Which of a recogniser's hypotheses this decides: 0 for the best one, N for the Nth alternative, counted from 1.</summary>
    public int Hypothesis { get; init; }

    /// <summary>True when a subsystem's verdict is missing.</summary>
    public bool Partial { get; init; }

    /// <summary>The subsystems whose verdicts are missing.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The subsystems that were not asked, as the backbone said that they do not accept the text.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>True when the node answered with less than its usual quality. Reserved: always false yet.</summary>
    public bool Degraded { get; init; }

    /// <summary>True when the text had more tokens than the backbone takes.</summary>
    public bool Truncated { get; init; }

    /// <summary>Where the time went.</summary>
    public DecisionTimings Timings { get; init; }

    /// <summary>The decision on a text that certainly is nobody's, as nobody could read anything in it.</summary>
    public static RouteDecision OutOfScope(Guid queryId, string text) => new(queryId) { Text = text, Outcome = DecisionOutcome.OutOfScope, Score = 1 };
}

/// <summary>The kinds of decision.</summary>
public enum DecisionOutcome
{
    /// <summary>One subsystem takes the query.</summary>
    Routed,

    /// <summary>The text asks for several things; each is a part with its own subsystem, intent and slots.</summary>
    Multiple,

    /// <summary>Two subsystems are about equally likely; the alternatives name them.</summary>
    Ambiguous,

    /// <summary>No subsystem takes the query.</summary>
    OutOfScope,
}

/// <summary>Another reading of the query.</summary>
public sealed record Alternative(string Subsystem, string Intent, double Score, IReadOnlyList<Slot> Slots);

/// <summary>One of several requests in one text.</summary>
/// <param name="Start">UTF-16 offset into the whole text.</param>
/// <param name="End">UTF-16 offset into the whole text, exclusive.</param>
/// <param name="Text">The text between them.</param>
/// <param name="Subsystem">Who gets this part.</param>
/// <param name="Intent">What is wanted.</param>
/// <param name="Slots">In the order of the text; their offsets are into the whole text.</param>
/// <param name="Score">Calibrated probability that subsystem and intent are right, 0..1.</param>
public sealed record DecisionPart(
    int Start, int End, string Text, string Subsystem, string Intent, IReadOnlyList<Slot> Slots, double Score)
{
    /// <summary>True when this request is forbidden.</summary>
    public bool Negated { get; init; }
}

/// <summary>Where a query's time went, in milliseconds.</summary>
/// <param name="QueueMs">From acceptance to the start of its backbone run.</param>
/// <param name="EncodeMs">The backbone run; 0 when its states came from the cache.</param>
/// <param name="HeadsMs">From the fan-out to the last verdict.</param>
/// <param name="RankMs">Ranking.</param>
/// <param name="TotalMs">From acceptance to the decision.</param>
public readonly record struct DecisionTimings(double QueueMs, double EncodeMs, double HeadsMs, double RankMs, double TotalMs);
