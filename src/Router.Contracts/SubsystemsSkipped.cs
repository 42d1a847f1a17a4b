namespace Router.Contracts;

/// <summary>To a query's ranker, ahead of the verdicts of those who are asked: these are not. It is not told where that is nobody.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Subsystems">Who is not asked, in a fixed order.</param>
public sealed record SubsystemsSkipped(Guid QueryId, IReadOnlyList<string> Subsystems) : IWireMessage;
