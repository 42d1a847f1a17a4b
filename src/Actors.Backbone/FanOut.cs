using Router.Contracts;

namespace Actors.Backbone;

/// <summary>Publishes encoded batches: one message to those who have the subsystems judge them.</summary>
/// <param name="subsystems">Accepts <see cref="EncodedBatch"/>.</param>
/// <param name="backbone">Whose states they are, such as <c>bge-en 2.0.0</c>.</param>
/// <param name="remarks">Reads what the backbone itself says, which goes to the rankers ahead of the batch; null where it says nothing.</param>
/// <param name="gate">Narrows who is asked for each text, and tells the rankers; null where everybody is asked.</param>
public sealed class FanOut(IActorRef subsystems, string backbone, Remarks? remarks = null, Gate? gate = null)
{
    /// <summary>The backbone.</summary>
    public string Backbone => backbone;

    /// <summary>Publishes a batch; the caller keeps its own reference on the states.</summary>
    public void Publish(IReadOnlyList<EncodedQuery> queries, LayerStates states)
    {
        for (var row = 0; remarks is not null && row < queries.Count; row++)
        {
            if (remarks.Read(queries[row].Query, states, row) is { } said) queries[row].Ranker.Tell(said, ActorRefs.NoSender);
        }
        if (gate is not null) queries = [.. queries.Select((query, row) => query.Query.MayBeGated ? Narrow(query, gate.Choose(states.ReadoutOf(Readout.Gate, row), query.Asked)) : query)];
        states.Retain();
        subsystems.Tell(new EncodedBatch(queries, states, backbone), ActorRefs.NoSender);
    }

    /// <summary>The ranker is told before anybody is asked: no verdict comes before it knows whose it waits for.</summary>
    private EncodedQuery Narrow(EncodedQuery query, GateChoice choice)
    {
        Telemetry.Gated(backbone, choice.Count, choice.Skipped.Count);
        if (choice.Skipped.Count == 0) return query;
        query.Ranker.Tell(new SubsystemsSkipped(query.Query.Id, choice.Skipped), ActorRefs.NoSender);
        return query with { Asked = choice.Asked };
    }
}
