using Router.Contracts;

namespace Router.Host.Routing;

/// <summary>Sends a query on its way: registers it with its ranker, hands it to the backbone, and awaits its one result.</summary>
/// <param name="backbone">Accepts <see cref="Encode"/> and <see cref="CancelQuery"/>.</param>
/// <param name="rankers">Accept <see cref="RankQuery"/> and <see cref="CancelQuery"/>; at least one. A query's id chooses among them.</param>
/// <param name="time">The clock that deadlines are set by.</param>
internal sealed class QueryDispatch(IActorRef backbone, IReadOnlyList<IActorRef> rankers, TimeProvider time)
{
    /// <summary>
    /// The ranker answers at the deadline itself; an answer that has not come this much later never will, so its ranker died.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Routes one query as it is.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; the query is cancelled everywhere.</exception>
    public async Task<RouteResult> AskAsync(Query query, CancellationToken cancellationToken)
    {
        var ranker = rankers[(int)((uint)query.Id.GetHashCode() % (uint)rankers.Count)];
        var left = query.Deadline - time.GetUtcNow();
        try
        {
            var answer = ranker.Ask<RouteResult>(new RankQuery(query), left > TimeSpan.Zero ? left + Grace : Grace, cancellationToken);
            backbone.Tell(new Encode(query, ranker));
            return await answer;
        }
        catch (OperationCanceledException)
        {
            // The caller gave up: what has not begun need not begin.
            var cancel = new CancelQuery(query.Id);
            backbone.Tell(cancel);
            ranker.Tell(cancel);
            throw;
        }
        catch (AskTimeoutException)
        {
            return new RouteRefused(query.Id, RefusalReason.DeadlineExceeded);
        }
    }
}
