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

    /// <summary>It learnt to reject the texts of all subsystems of lower generations, which need not know its own; 0 or more.</summary>
    public int Generation { get; init; }

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

    /// <summary>From where to where what is meant reaches, where that is no one value: "from two to four"; else null.</summary>
    public SlotRange? Range { get; init; }

    /// <summary>On which side of what it lies, where it has one bound: "before eight"; else null.</summary>
    public SlotBound? Bound { get; init; }

    /// <summary>The value that it is near to, where it is no exact one: "about ten minutes"; else null.</summary>
    public string? Near { get; init; }

    /// <summary>How often it happens, as RFC 5545 writes RRULE: <c>FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0</c>; null for what happens once.</summary>
    public string? Recurrence { get; init; }

    /// <summary>How far it is from now, where it was said so ("in ten minutes"), as an ISO 8601 duration, with a minus before it when it has been; else null.</summary>
    public string? Offset { get; init; }

    /// <summary>True when it is an exception: "all but the kitchen". Only decisions have it.</summary>
    public bool Excluded { get; init; }
}

/// <summary>From one value to another.</summary>
/// <param name="From">The first, as a slot's value is written.</param>
/// <param name="To">The last: of days the last day, of times the moment when it ends.</param>
public sealed record SlotRange(string From, string To);

/// <summary>One side of a value.</summary>
/// <param name="Side">Which side.</param>
/// <param name="Of">The value, as a slot's value is written.</param>
public sealed record SlotBound(BoundSide Side, string Of);

/// <summary>On which side of a value something lies.</summary>
public enum BoundSide
{
    /// <summary>Before it, or less.</summary>
    Before,

    /// <summary>Up to it, or at most.</summary>
    Until,

    /// <summary>After it, or more.</summary>
    After,

    /// <summary>From it on, or at least.</summary>
    Since,
}

/// <summary>To a ranker: a subsystem's verdicts on those queries of one batch that are this ranker's.</summary>
/// <param name="Subsystem">Who judged.</param>
/// <param name="Verdicts">One for each query.</param>
/// <param name="Timings">What each query had cost before the fan-out; same order.</param>
public sealed record SubsystemVerdicts(string Subsystem, IReadOnlyList<Verdict> Verdicts, IReadOnlyList<EncodeTimings> Timings) : IWireMessage;

/// <summary>To a ranker: a subsystem cannot judge these queries.</summary>
public sealed record SubsystemUnavailable(string Subsystem, IReadOnlyList<Guid> QueryIds) : IWireMessage;
