using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Ranker;

/// <summary>
/// Ends each query exactly once: with a decision as soon as every subsystem has judged it or its deadline strikes, or with a
/// refusal when it could not be encoded or nobody judged it. A cancelled query ends without an answer.
/// </summary>
public sealed class RankerActor : ReceiveActor
{
    private readonly Ranking _ranking;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<Guid, PendingQuery> _pending = [];
    private readonly PriorityQueue<Guid, DateTimeOffset> _deadlines = new();
    private readonly Alarm _alarm;

    /// <param name="ranking">How they are merged.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where anomalies are told.</param>
    public RankerActor(Ranking ranking, TimeProvider time, ILogger logger)
    {
        (_ranking, _time, _logger) = (ranking, time, logger);
        _alarm = new Alarm(Self, DeadlineStruck.Instance, time);
        Receive<RankQuery>(OnRankQuery);
        Receive<TextRemarks>(OnRemarks);
        Receive<SubsystemsSkipped>(OnSkipped);
        Receive<SubsystemVerdicts>(OnVerdicts);
        Receive<SubsystemUnavailable>(OnUnavailable);
        Receive<EncodeRefused>(OnRefused);
        Receive<CancelQuery>(OnCancelQuery);
        Receive<DeadlineStruck>(_ => OnDeadlineStruck());
    }

    /// <summary>The actor's recipe.</summary>
    public static Props Create(Ranking ranking, TimeProvider time, ILogger logger) =>
        Props.Create(() => new RankerActor(ranking, time, logger));

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object? message)
    {
        _alarm.Cancel();
        EndAll(RefusalReason.SubsystemsUnavailable);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _alarm.Cancel();
        EndAll(RefusalReason.ShuttingDown);
        base.PostStop();
    }

    private void OnRankQuery(RankQuery message)
    {
        var query = message.Query;
        if (!_pending.TryAdd(query.Id, new PendingQuery(query, new VerdictCollector(message.Subsystems), Sender)))
        {
            LogMessages.DuplicateQuery(_logger, query.Id);
            return;
        }
        _deadlines.Enqueue(query.Id, query.Deadline);
        _alarm.SetBy(query.Deadline);
    }

    private void OnRemarks(TextRemarks message)
    {
        if (_pending.TryGetValue(message.QueryId, out var pending)) (pending.Remarks ??= []).Add(message);
    }

    private void OnSkipped(SubsystemsSkipped message)
    {
        if (!_pending.TryGetValue(message.QueryId, out var pending)) return;
        pending.Collector.Skip(message.Subsystems);
        // From another node they may come behind the verdicts.
        if (pending.Collector.IsComplete) Decide(pending);
    }

    private void OnVerdicts(SubsystemVerdicts message)
    {
        for (var i = 0; i < message.Verdicts.Count; i++)
        {
            var verdict = message.Verdicts[i];
            if (!_pending.TryGetValue(verdict.QueryId, out var pending)) continue;
            pending.Encode = message.Timings[i];
            if (pending.Collector.Add(verdict) && pending.Collector.IsComplete) Decide(pending);
        }
    }

    private void OnUnavailable(SubsystemUnavailable message)
    {
        foreach (var queryId in message.QueryIds)
        {
            if (!_pending.TryGetValue(queryId, out var pending)) continue;
            var verdict = new Verdict { QueryId = queryId, Subsystem = message.Subsystem, Kind = VerdictKind.Unavailable };
            if (pending.Collector.Add(verdict) && pending.Collector.IsComplete) Decide(pending);
        }
    }

    private void OnRefused(EncodeRefused message)
    {
        if (!_pending.TryGetValue(message.QueryId, out var pending)) return;
        var refusal = new RouteRefused(message.QueryId, message.Reason, message.RetryAfter);
        if (message.Asked is not { } asked)
        {
            End(pending, refusal);
            return;
        }
        // What another backbone encodes is decided without those who wait for this one.
        pending.Refusal ??= refusal;
        foreach (var subsystem in asked) pending.Collector.Add(new Verdict { QueryId = message.QueryId, Subsystem = subsystem, Kind = VerdictKind.Unavailable });
        if (pending.Collector.IsComplete) Decide(pending);
    }

    private void OnCancelQuery(CancelQuery message)
    {
        if (!_pending.TryGetValue(message.QueryId, out var pending)) return;
        Remove(pending);
        Telemetry.Cancelled(_time.GetUtcNow() - pending.Query.AcceptedAt);
    }

    private void OnDeadlineStruck()
    {
        _alarm.Struck();
        var now = _time.GetUtcNow();
        while (_deadlines.TryPeek(out var queryId, out var deadline))
        {
            if (!_pending.TryGetValue(queryId, out var pending))
            {
                _deadlines.Dequeue();
                continue;
            }
            if (deadline > now)
            {
                _alarm.SetBy(deadline);
                return;
            }
            _deadlines.Dequeue();
            pending.Collector.Close(queryId);
            Decide(pending);
        }
    }

    private void Decide(PendingQuery pending)
    {
        var started = _time.GetUtcNow();
        var query = pending.Query;
        var judged = pending.Collector.Judged();
        if (judged.Count == 0)
        {
            var reason = query.IsOverdue(started) ? RefusalReason.DeadlineExceeded : RefusalReason.SubsystemsUnavailable;
            End(pending, pending.Refusal ?? new RouteRefused(query.Id, reason));
            return;
        }
        var decision = _ranking.Decide(query, judged, pending.Collector.Missing());
        foreach (var remarks in pending.Remarks ?? []) decision = remarks.On(decision);
        var total = _time.GetUtcNow() - query.AcceptedAt;
        var rank = query.AcceptedAt + total - started;
        var (queueMs, encodeMs) = pending.Encode;
        var headsMs = Math.Max(0, (started - query.AcceptedAt).TotalMilliseconds - queueMs - encodeMs);
        End(pending, decision with
        {
            Skipped = pending.Collector.Skipped(),
            Timings = new DecisionTimings(queueMs, encodeMs, headsMs, rank.TotalMilliseconds, total.TotalMilliseconds),
        });
    }

    private void End(PendingQuery pending, RouteResult result)
    {
        Remove(pending);
        pending.ReplyTo.Tell(result, Self);
        Telemetry.Ended(result, _time.GetUtcNow() - pending.Query.AcceptedAt);
    }

    private void Remove(PendingQuery pending)
    {
        _pending.Remove(pending.Query.Id);
        if (_pending.Count == 0) _deadlines.Clear();
    }

    private void EndAll(RefusalReason reason)
    {
        foreach (var pending in _pending.Values.ToArray()) End(pending, new RouteRefused(pending.Query.Id, reason));
    }

    private sealed class PendingQuery(Query query, VerdictCollector collector, IActorRef replyTo)
    {
        public Query Query { get; } = query;

        public VerdictCollector Collector { get; } = collector;

        public IActorRef ReplyTo { get; } = replyTo;

        public EncodeTimings Encode { get; set; }

        /// <summary>The first word that a backbone does not encode it, where it is encoded by several.</summary>
        public RouteRefused? Refusal { get; set; }

        /// <summary>What the backbones that encoded it say of it.</summary>
        public List<TextRemarks>? Remarks { get; set; }
    }

    private sealed class DeadlineStruck
    {
        public static readonly DeadlineStruck Instance = new();
    }
}
