using Router.Contracts;

namespace Actors.Subsystems;

/// <summary>Tells rankers what a subsystem says: one message to each, on all of its queries.</summary>
internal static class RankerMail
{
    /// <param name="queries">Those that were judged.</param>
    /// <param name="subsystem">Who judged.</param>
    /// <param name="verdicts">One for each query, in their order.</param>
    /// <param name="sender">Who tells.</param>
    public static void Send(IReadOnlyList<EncodedQuery> queries, string subsystem, IReadOnlyList<Verdict> verdicts, IActorRef sender)
    {
        if (queries.Count == 1)
        {
            queries[0].Ranker.Tell(new SubsystemVerdicts(subsystem, verdicts, [queries[0].Timings]), sender);
            return;
        }
        foreach (var (ranker, rows) in RowsByRanker(queries))
        {
            var own = new Verdict[rows.Count];
            var timings = new EncodeTimings[rows.Count];
            for (var i = 0; i < own.Length; i++) (own[i], timings[i]) = (verdicts[rows[i]], queries[rows[i]].Timings);
            ranker.Tell(new SubsystemVerdicts(subsystem, own, timings), sender);
        }
    }

    /// <param name="queries">Those that will not be judged.</param>
    /// <param name="subsystem">Who cannot.</param>
    /// <param name="sender">Who tells.</param>
    public static void SendUnavailable(IReadOnlyList<EncodedQuery> queries, string subsystem, IActorRef sender)
    {
        foreach (var (ranker, rows) in RowsByRanker(queries))
            ranker.Tell(new SubsystemUnavailable(subsystem, rows.ConvertAll(row => queries[row].Query.Id)), sender);
    }

    private static Dictionary<IActorRef, List<int>> RowsByRanker(IReadOnlyList<EncodedQuery> queries)
    {
        var rows = new Dictionary<IActorRef, List<int>>();
        for (var row = 0; row < queries.Count; row++)
        {
            if (!rows.TryGetValue(queries[row].Ranker, out var own)) rows.Add(queries[row].Ranker, own = []);
            own.Add(row);
        }
        return rows;
    }
}
