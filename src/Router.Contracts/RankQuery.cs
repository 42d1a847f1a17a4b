namespace Router.Contracts;

/// <summary>
/// To a ranker, before the query is encoded: collect the verdicts on this query and answer the sender with one
/// <see cref="RouteResult"/>. It stays on its node: a query is ranked where its front end is.
/// </summary>
/// <param name="Query">The query.</param>
/// <param name="Subsystems">Whose verdicts it waits for.</param>
public sealed record RankQuery(Query Query, SubsystemRoster Subsystems) : INoSerializationVerificationNeeded;
