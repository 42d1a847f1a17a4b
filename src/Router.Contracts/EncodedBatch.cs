namespace Router.Contracts;

/// <summary>
/// What a backbone publishes, and what a subsystem judges: row <c>i</c> of <see cref="States"/> belongs to <c>Queries[i]</c>. Whoever is told it
/// owns one reference on the states.
/// </summary>
/// <param name="Queries">The queries.</param>
/// <param name="States">Their states.</param>
/// <param name="Backbone">Whose states they are, such as <c>bge-en 2.0.0</c>; "" where that is not said, as by nodes of versions with one backbone.</param>
public sealed record EncodedBatch(IReadOnlyList<EncodedQuery> Queries, LayerStates States, string Backbone = "")
{
    /// <summary>The rows that a subsystem is asked for, in their order; null for all of them.</summary>
    private int[]? RowsOf(string subsystem)
    {
        var asked = 0;
        foreach (var query in Queries)
        {
            if (query.IsAskedOf(subsystem)) asked++;
        }
        if (asked == Queries.Count) return null;
        var rows = new int[asked];
        for (var row = Queries.Count - 1; row >= 0; row--)
        {
            if (Queries[row].IsAskedOf(subsystem)) rows[--asked] = row;
        }
        return rows;
    }

    /// <summary>The rows that a subsystem is asked for, with one reference on their states for the caller: the whole batch where that is all of them.</summary>
    public EncodedBatch Of(string subsystem)
    {
        if (RowsOf(subsystem) is not { } rows)
        {
            States.Retain();
            return this;
        }
        var queries = new EncodedQuery[rows.Length];
        for (var i = 0; i < rows.Length; i++) queries[i] = Queries[rows[i]];
        return this with { Queries = queries, States = rows is [var only] ? States.Row(only) : new SelectedRows(States, rows) };
    }

    /// <summary>Whether a subsystem is asked for any row.</summary>
    public bool Asks(string subsystem)
    {
        foreach (var query in Queries)
        {
            if (query.IsAskedOf(subsystem)) return true;
        }
        return false;
    }
}

/// <summary>A query of an encoded batch.</summary>
/// <param name="Query">The query.</param>
/// <param name="Ranker">Who gets its verdicts.</param>
/// <param name="Timings">What it has cost so far.</param>
/// <param name="Asked">Who judges it; null for everybody who reads the backbone.</param>
public sealed record EncodedQuery(Query Query, IActorRef Ranker, EncodeTimings Timings, SubsystemRoster? Asked = null)
{
    /// <summary>Whether a subsystem that reads the backbone is to judge it.</summary>
    public bool IsAskedOf(string subsystem) => Asked is null || Asked.Contains(subsystem);
}

/// <summary>Time a query spent before the fan-out, in milliseconds.</summary>
/// <param name="QueueMs">From acceptance to the start of its backbone run.</param>
/// <param name="EncodeMs">The backbone run; 0 when its states came from the cache.</param>
public readonly record struct EncodeTimings(double QueueMs, double EncodeMs);
