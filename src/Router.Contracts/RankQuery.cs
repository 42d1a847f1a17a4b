namespace Router.Contracts;

/// <summary>
/// To a ranker, before the query is encoded: collect the verdicts on this query and answer the sender with one
/// <see cref="RouteResult"/>.
/// </summary>
public sealed record RankQuery(Query Query) : IWireMessage;
