using Router.Language.Values.Meanings;

namespace Router.Language.Values;

/// <summary>What a piece of a text says about time or numbers.</summary>
internal sealed record Expression
{
    /// <summary>The first UTF-16 unit.</summary>
    public int Start { get; init; }

    /// <summary>The unit after the last.</summary>
    public int End { get; init; }

    /// <summary>What it is about.</summary>
    public required ExpressionKind Kind { get; init; }

    /// <summary>Its one value in the form that docs/slots.md gives for the kind; null when it has none, or not exactly one.</summary>
    public string? Value { get; init; }

    /// <summary>
    /// Where what is not one point begins, as <see cref="Value"/> would be written; null when it is open there. A bound "after" or "since" has this only.
    /// </summary>
    public string? From { get; init; }

    /// <summary>Where it ends: the first day or moment that is outside, but the second day itself where two days are said. A bound "before" or "until" has this only.</summary>
    public string? To { get; init; }

    /// <summary>The last day, where several days are meant; else null.</summary>
    public string? Last { get; init; }

    /// <summary>Whether it is open at one side, and how.</summary>
    public Bound Bound { get; init; }

    /// <summary>What a bound is a bound of, as <see cref="Value"/> would be written; null when there is no bound.</summary>
    public string? Limit { get; init; }

    /// <summary>The numbers of a range as mathematics writes an interval: <c>[10,15)</c>, <c>(30,)</c>; null for what is no range of numbers.</summary>
    public string? Interval { get; init; }

    /// <summary>The rule of a recurrence as RFC 5545 writes RRULE.</summary>
    public string? Recurrence { get; init; }

    /// <summary>How far it is from now, as an ISO 8601 duration, with a minus before it when it is past; null when it is not told by that.</summary>
    public string? Offset { get; init; }

    /// <summary>What it is near to, as <see cref="Value"/> would be written, where it is said to be no exact value ("about ten", 两三分钟); else null.</summary>
    public string? Near { get; init; }

    /// <summary>The meaning in TIMEX3, without what "now" adds: <c>XXXX-WXX-1T07</c> for "monday at seven"; null for what is no time.</summary>
    public string? Timex { get; init; }

    /// <summary>The unit of money, measures, temperatures and ages.</summary>
    public string? Unit { get; init; }

    /// <summary>The expressions that it is composed of, in order.</summary>
    public IReadOnlyList<Expression> Parts { get; init; } = [];

    /// <summary>Where what was said before it is taken back, in UTF-16 units: "six no seven"; null when nothing is.</summary>
    public int? CorrectedAt { get; init; }

    /// <summary>Whether it is what is excepted: "not on sunday".</summary>
    public bool IsExcepted { get; init; }

    /// <summary>What was read, for what is to be composed later.</summary>
    internal Meaning? Meaning { get; init; }

    /// <summary>Where it stands and what it is about, without what it means.</summary>
    public Expression Emptied() => new() { Kind = Kind, Start = Start, End = End };
}

/// <summary>On which side of a value something lies.</summary>
internal enum Bound
{
    /// <summary>On none: it is the value, or lies between two.</summary>
    None,

    /// <summary>Before it, or less.</summary>
    Before,

    /// <summary>Up to it, or at most.</summary>
    Until,

    /// <summary>After it, or more.</summary>
    After,

    /// <summary>From it on, or at least.</summary>
    Since,
}
