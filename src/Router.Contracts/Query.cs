namespace Router.Contracts;

/// <summary>One text to be routed, tokenised, with its absolute deadline.</summary>
/// <param name="Id">Unique for the life of the query.</param>
/// <param name="Text">The text and its tokens.</param>
/// <param name="Priority">Which queries a full queue serves first.</param>
/// <param name="AcceptedAt">When the front end took it.</param>
/// <param name="Deadline">When its decision is due; work on it stops then.</param>
public sealed record Query(Guid Id, TokenizedText Text, QueryPriority Priority, DateTimeOffset AcceptedAt, DateTimeOffset Deadline)
{
    /// <summary>Who asks.</summary>
    public Asker Asker { get; init; } = Asker.Node;

    /// <summary>Whether a backbone's gate may leave subsystems out.</summary>
    public bool MayBeGated { get; init; } = true;

    /// <summary>Whether the decision could no longer be in time.</summary>
    public bool IsOverdue(DateTimeOffset now) => now >= Deadline;
}

/// <summary>Order of service when work has to wait.</summary>
public enum QueryPriority
{
    /// <summary>Speculative work: served last.</summary>
    Low,

    /// <summary>What clients get unless they ask otherwise.</summary>
    Normal,

    /// <summary>Served first.</summary>
    High,
}
