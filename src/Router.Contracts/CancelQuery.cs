namespace Router.Contracts;

/// <summary>
/// To a query's ranker and to the backbone pool: nobody waits for the decision any more. Work on it that has not begun is dropped, and
/// nobody is answered. A query that is unknown, or has ended, is ignored.
/// </summary>
public sealed record CancelQuery(Guid QueryId) : IWireMessage;
