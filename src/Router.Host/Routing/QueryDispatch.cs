using Router.Contracts;

namespace Router.Host.Routing;

/// <summary>Sends a query on its way: registers it with its ranker, hands it to the backbones that read it, and awaits its one result.</summary>
/// <param name="backbones">By name and version; each accepts <see cref="Encode"/> and <see cref="CancelQuery"/>.</param>
/// <param name="rankers">Accept <see cref="RankQuery"/> and <see cref="CancelQuery"/>; at least one. A query's id chooses among them.</param>
/// <param name="time">The clock that deadlines are set by.</param>
internal sealed class QueryDispatch(IReadOnlyDictionary<string, IActorRef> backbones, IReadOnlyList<IActorRef> rankers, TimeProvider time)
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
        var route = query.Text.Route;
        var left = query.Deadline - time.GetUtcNow();
        try
        {
            var answer = ranker.Ask<RouteResult>(new RankQuery(query, route.Subsystems), left > TimeSpan.Zero ? left + Grace : Grace, cancellationToken);
            for (var i = 0; i < route.Steps.Count; i++)
            {
                var step = route.Steps[i];
                backbones[step.Backbone].Tell(new Encode(i == 0 ? query : query with { Text = query.Text.Further[i - 1] }, ranker, step.Asked));
            }
            return await answer;
        }
        catch (OperationCanceledException)
        {
            // The caller gave up: what has not begun need not begin.
            var cancel = new CancelQuery(query.Id);
            foreach (var step in route.Steps) backbones[step.Backbone].Tell(cancel);
            ranker.Tell(cancel);
            throw;
        }
        catch (AskTimeoutException)
        {
            RouterMetrics.Refused(RefusalReason.DeadlineExceeded);
            return new RouteRefused(query.Id, RefusalReason.DeadlineExceeded);
        }
    }
}
