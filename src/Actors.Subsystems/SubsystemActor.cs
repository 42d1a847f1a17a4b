using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems;

/// <summary>One subsystem: runs its head on every batch and tells each query's ranker its verdict.</summary>
public sealed class SubsystemActor : ReceiveActor
{
    private readonly string _name;
    private readonly JudgeBatch _judge;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="name">The subsystem.</param>
    /// <param name="judge">Its head.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public SubsystemActor(string name, JudgeBatch judge, TimeProvider time, ILogger logger)
    {
        (_name, _judge, _time, _logger) = (name, judge, time, logger);
        Receive<SubsystemBatch>(OnBatch);
    }

    /// <summary>The dispatcher of the heads, which block their thread while ONNX Runtime works.</summary>
    public const string HeadDispatcher = "akka.actor.subsystem-dispatcher";

    /// <summary>The actor's recipe.</summary>
    public static Props Create(string name, JudgeBatch judge, TimeProvider time, ILogger logger) =>
        Props.Create(() => new SubsystemActor(name, judge, time, logger)).WithDispatcher(HeadDispatcher);

    private void OnBatch(SubsystemBatch message)
    {
        var batch = message.Batch;
        try
        {
            if (IsOverdue(batch)) return;
            var started = _time.GetTimestamp();
            var verdicts = _judge(batch);
            Telemetry.Judged(_name, batch.Queries.Count, _time.GetElapsedTime(started));
            TellRankers(batch.Queries, verdicts);
        }
        catch (Exception failure)
        {
            LogMessages.HeadFailed(_logger, failure, _name, batch.Queries.Count);
            TellUnavailable(batch.Queries);
            throw;
        }
        finally
        {
            batch.States.Release();
        }
    }

    private bool IsOverdue(EncodedBatch batch)
    {
        var now = _time.GetUtcNow();
        foreach (var query in batch.Queries)
        {
            if (!query.Query.IsOverdue(now)) return false;
        }
        return true;
    }

    private void TellRankers(IReadOnlyList<EncodedQuery> queries, IReadOnlyList<Verdict> verdicts)
    {
        if (queries.Count == 1)
        {
            queries[0].Ranker.Tell(new SubsystemVerdicts(_name, verdicts, [queries[0].Timings]), Self);
            return;
        }
        foreach (var (ranker, rows) in RowsByRanker(queries))
        {
            var own = new Verdict[rows.Count];
            var timings = new EncodeTimings[rows.Count];
            for (var i = 0; i < own.Length; i++) (own[i], timings[i]) = (verdicts[rows[i]], queries[rows[i]].Timings);
            ranker.Tell(new SubsystemVerdicts(_name, own, timings), Self);
        }
    }

    private void TellUnavailable(IReadOnlyList<EncodedQuery> queries)
    {
        foreach (var (ranker, rows) in RowsByRanker(queries))
            ranker.Tell(new SubsystemUnavailable(_name, rows.ConvertAll(row => queries[row].Query.Id)), Self);
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

/// <summary>Judges the queries of a batch, one verdict each, in their order; called by one thread at a time.</summary>
public delegate IReadOnlyList<Verdict> JudgeBatch(EncodedBatch batch);
