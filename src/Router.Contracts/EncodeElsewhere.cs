namespace Router.Contracts;

/// <summary>
/// To another node: have a device of its own encode this query. The sender is told what a ranker is told of it: remarks, who is skipped, verdicts, or that it
/// is refused. Clocks of nodes differ, so times are told as spans.
/// </summary>
/// <param name="Backbone">Name and version: <c>bge-en 2.0.0</c>.</param>
/// <param name="Device">The device, counted from 0 in the order of the node's devices for that backbone.</param>
/// <param name="Id">The query's id.</param>
/// <param name="Text">Its text, in the pieces of that backbone.</param>
/// <param name="Waited">From its acceptance until it was sent.</param>
/// <param name="TimeLeft">When it was sent, to its deadline.</param>
public sealed record EncodeElsewhere(string Backbone, int Device, Guid Id, TokenizedText Text, TimeSpan Waited, TimeSpan TimeLeft) : IWireMessage
{
    /// <summary>Which queries a full queue serves first.</summary>
    public QueryPriority Priority { get; init; } = QueryPriority.Normal;

    /// <summary>Who asks.</summary>
    public Asker Asker { get; init; } = Asker.Node;

    /// <summary>Whether the backbone's gate may leave subsystems out.</summary>
    public bool MayBeGated { get; init; } = true;

    /// <summary>Who judges; null for everybody who reads the backbone.</summary>
    public SubsystemRoster? Asked { get; init; }

    /// <summary>What a front end sends.</summary>
    public static EncodeElsewhere Of(Encode encode, string backbone, int device, DateTimeOffset now)
    {
        var query = encode.Query;
        return new EncodeElsewhere(backbone, device, query.Id, query.Text, now - query.AcceptedAt, query.Deadline - now)
        {
            Priority = query.Priority,
            Asker = query.Asker,
            MayBeGated = query.MayBeGated,
            Asked = encode.Asked,
        };
    }

    /// <summary>What the node that got it has its backbone do.</summary>
    /// <param name="asking">Who is told what a ranker is told.</param>
    /// <param name="now">The node's own time.</param>
    public Encode ToEncode(IActorRef asking, DateTimeOffset now)
    {
        var query = new Query(Id, Text, Priority, now - Waited, now + TimeLeft) { Asker = Asker, MayBeGated = MayBeGated };
        return new Encode(query, asking, Asked, Device);
    }
}
