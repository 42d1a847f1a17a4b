namespace Router.Contracts;

/// <summary>
/// What the backbone publishes, and what a subsystem judges: row <c>i</c> of <see cref="States"/> belongs to <c>Queries[i]</c>. Whoever is told it
/// owns one reference on the states.
/// </summary>
public sealed record EncodedBatch(IReadOnlyList<EncodedQuery> Queries, LayerStates States);

/// <summary>A query of an encoded batch.</summary>
/// <param name="Query">The query.</param>
/// <param name="Ranker">Who gets its verdicts.</param>
/// <param name="Timings">What it has cost so far.</param>
public sealed record EncodedQuery(Query Query, IActorRef Ranker, EncodeTimings Timings);

/// <summary>Time a query spent before the fan-out, in milliseconds.</summary>
/// <param name="QueueMs">From acceptance to the start of its backbone run.</param>
/// <param name="EncodeMs">The backbone run; 0 when its states came from the cache.</param>
public readonly record struct EncodeTimings(double QueueMs, double EncodeMs);
