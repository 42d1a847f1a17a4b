using Router.Contracts;

namespace Actors.Backbone;

/// <summary>
/// Whose turn it is: of those who have queries waiting, who has had the least of the device, counted in tokens (start-time fair queueing). Who was away
/// saves nothing up. Among the queries of one asker the priority decides, and with time each becomes as urgent as the next priority.
/// </summary>
internal sealed class FairShares
{
    /// <summary>What a query gains over its whole time, in steps of priority: one of low priority goes before new ones of high priority when half of it is over.</summary>
    private const double Ageing = 4;

    private readonly Dictionary<string, long> _had = new(StringComparer.Ordinal);
    private long _least;

    /// <summary>The order of service.</summary>
    /// <param name="waiting">What waits, in order of arrival.</param>
    /// <param name="now">The time, for ageing.</param>
    /// <param name="most">How many are wanted; all, where one asker alone waits.</param>
    /// <returns>Their places in <paramref name="waiting"/>.</returns>
    public IReadOnlyList<int> Order(IReadOnlyList<Encode> waiting, DateTimeOffset now, int most)
    {
        var lines = Enumerable.Range(0, waiting.Count).GroupBy(i => CallerOf(waiting[i]), StringComparer.Ordinal)
            .Select(line => (Caller: line.Key, Places: new Queue<int>(line.OrderByDescending(i => Urgency(waiting[i].Query, now)))))
            .ToArray();
        _least = lines.Min(line => Had(line.Caller));
        if (lines.Length == 1) return [.. lines[0].Places];
        var turns = new PriorityQueue<(Queue<int> Places, long Had), (long Had, int First)>();
        foreach (var (caller, places) in lines) turns.Enqueue((places, Had(caller)), (Had(caller), places.Peek()));
        var order = new List<int>(most);
        while (order.Count < most && turns.TryDequeue(out var turn, out _))
        {
            var place = turn.Places.Dequeue();
            order.Add(place);
            var had = turn.Had + Tokens(waiting[place]);
            if (turn.Places.TryPeek(out var next)) turns.Enqueue((turn.Places, had), (had, next));
        }
        return order;
    }

    /// <summary>These are served.</summary>
    /// <param name="batch">What was taken.</param>
    /// <param name="isLast">Whether nothing waits any more: then everybody begins anew.</param>
    public void Serve(IReadOnlyList<Encode> batch, bool isLast)
    {
        if (isLast)
        {
            _had.Clear();
            return;
        }
        foreach (var encode in batch) _had[CallerOf(encode)] = Had(CallerOf(encode)) + Tokens(encode);
        foreach (var (caller, had) in _had)
        {
            if (had <= _least) _had.Remove(caller);
        }
    }

    private long Had(string caller) => Math.Max(_had.GetValueOrDefault(caller), _least);

    private static string CallerOf(Encode encode) => encode.Query.Asker.Caller;

    private static int Tokens(Encode encode) => encode.Query.Text.Tokens.Length;

    private static double Urgency(Query query, DateTimeOffset now) =>
        (int)query.Priority + (Ageing * ((now - query.AcceptedAt) / (query.Deadline - query.AcceptedAt)));
}
