namespace Router.Contracts;

/// <summary>What one subsystem says of one query.</summary>
public sealed record Verdict
{
    /// <summary>The query judged.</summary>
    public required Guid QueryId { get; init; }

    /// <summary>Who judged it.</summary>
    public required string Subsystem { get; init; }

    /// <summary>Whether the subsystem takes the query.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>Its best intent, even when it rejects; empty when it could not judge.</summary>
    public string Intent { get; init; } = "";

    /// <summary>Calibrated probability that the query is the subsystem's, 0..1.</summary>
    public double Score { get; init; }

    /// <summary>Probability of the best intent less that of the second, 0..1.</summary>
    public double Margin { get; init; }

    /// <summary>Probability of the best intent, 0..1.</summary>
    public double TopProbability { get; init; }

    /// <summary>Share of the words that lie in slots, 0..1.</summary>
    public double SlotCoverage { get; init; }

    /// <summary>The slots found, in the order of the text.</summary>
    public IReadOnlyList<Slot> Slots { get; init; } = [];
}

/// <summary>The kinds of verdict; the last two are given by the ranker in a subsystem's stead.</summary>
public enum VerdictKind
{
    /// <summary>The subsystem takes the query.</summary>
    Accept,

    /// <summary>The subsystem says that the query is not its own.</summary>
    Reject,

    /// <summary>The subsystem failed or is not running.</summary>
    Unavailable,

    /// <summary>The subsystem did not answer before the deadline.</summary>
    TimedOut,
}

/// <summary>A piece of the text with a type.</summary>
/// <param name="Type">Such as <c>time</c> or <c>house_place</c>.</param>
/// <param name="Start">First UTF-16 unit in the text as sent.</param>
/// <param name="End">The unit after the last.</param>
/// <param name="Text">The text between the two.</param>
/// <param name="Score">Geometric mean of its labels' probabilities, 0..1.</param>
public sealed record Slot(string Type, int Start, int End, string Text, double Score)
{
    /// <summary>What the text means, such as <c>2026-11-22T07:30:00+08:00</c>; null when nothing is known. Only decisions have it.</summary>
    public string? Value { get; init; }
}

/// <summary>To a ranker: a subsystem's verdicts on those queries of one batch that are this ranker's.</summary>
/// <param name="Subsystem">Who judged.</param>
/// <param name="Verdicts">One for each query.</param>
/// <param name="Timings">What each query had cost before the fan-out; same order.</param>
public sealed record SubsystemVerdicts(string Subsystem, IReadOnlyList<Verdict> Verdicts, IReadOnlyList<EncodeTimings> Timings) : IWireMessage;

/// <summary>To a ranker: a subsystem cannot judge these queries.</summary>
public sealed record SubsystemUnavailable(string Subsystem, IReadOnlyList<Guid> QueryIds) : IWireMessage;
