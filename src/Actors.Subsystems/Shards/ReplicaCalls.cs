using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>
/// Asks one replica of each subsystem for its verdicts on a batch, and another one once when the first fails, is gone or is late. Keeps each batch
/// until its last verdict or its deadline, and passes the first verdict on a query from each subsystem and no other. What comes after the first one tells how slow its
/// node is.
/// </summary>
/// <param name="readers">The subsystems that read each backbone.</param>
/// <param name="directory">Who runs what.</param>
/// <param name="delays">When a verdict is late.</param>
/// <param name="sink">Does what is decided here.</param>
internal sealed class ReplicaCalls(IReadOnlyDictionary<string, IReadOnlyList<string>> readers, ReplicaDirectory directory, HedgeDelays delays, IReplicaCallSink sink)
{
    private readonly QueryPlaces _queries = new();
    private readonly HashSet<BatchCall> _calls = [];
    private readonly PriorityQueue<BatchCall, DateTimeOffset> _due = new();

    /// <summary>Batches that have ended before a node that was asked had answered, each until its deadline.</summary>
    private readonly PriorityQueue<BatchCall, DateTimeOffset> _overtaken = new();
    private int _turn;

    /// <summary>Batches that are kept.</summary>
    public int Count => _calls.Count;

    /// <summary>When something is to be looked after; null while nothing is kept.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DropEnded();
            return _due.TryPeek(out _, out var at) ? at : null;
        }
    }

    /// <summary>Takes a batch, with its reference on the states.</summary>
    public void Start(EncodedBatch batch, DateTimeOffset now)
    {
        while (_overtaken.TryPeek(out _, out var end) && end <= now) Forget(_overtaken.Dequeue());
        var call = new BatchCall(batch, readers.GetValueOrDefault(batch.Backbone, []));
        _calls.Add(call);
        _queries.Add(call);
        var asks = new BatchAsks();
        _turn++;
        foreach (var subsystem in call.Subsystems)
        {
            if (directory.Choose(subsystem.Name, except: null, _turn, batch.Backbone) is { } node) Ask(subsystem, node, asks, now);
            else if (directory.Moves(subsystem.Name, batch.Backbone)) subsystem.LateAt = call.EndOfMove(now);
            else GiveUp(call, subsystem);
        }
        delays.Asked(call.Open);
        Send(asks, call, now);
        EndOrWait(call, now);
    }

    /// <summary>A node says what a subsystem says.</summary>
    public void Judged(string node, SubsystemVerdicts message, DateTimeOffset now)
    {
        directory.Heard(node);
        BatchCall? measured = null;
        for (var i = 0; i < message.Verdicts.Count;)
        {
            // The verdicts of one message are those on one batch, or on a part of it.
            if (_queries.Find(message.Verdicts[i].QueryId, message.Subsystem)?.Call is not { } call || call.Find(message.Subsystem) is not { } subsystem)
            {
                i++;
                continue;
            }
            if (call != measured && subsystem.Answer(node, now) is { } latency) Learn(call, subsystem, node, latency);
            measured = call;
            i = Pass(call, subsystem, message.Verdicts, i);
            EndIfComplete(call, now);
        }
    }

    /// <summary>A node says that a subsystem does not judge: its head failed, or it does not run there.</summary>
    public void Refused(string node, SubsystemUnavailable message, DateTimeOffset now)
    {
        directory.Heard(node);
        foreach (var call in message.QueryIds.Select(id => _queries.Find(id, message.Subsystem)?.Call).Distinct().ToArray())
        {
            if (call?.Find(message.Subsystem) is not { } subsystem || !subsystem.Fail(node)) continue;
            if (subsystem.MayAskAgain && directory.Moves(subsystem.Name, call.Batch.Backbone))
            {
                subsystem.LateAt = call.EndOfMove(now);
                EndOrWait(call, now);
                continue;
            }
            var asks = new BatchAsks();
            Replace(call, subsystem, asks, now);
            Send(asks, call, now);
            EndIfComplete(call, now);
        }
    }

    /// <summary>A node says that it runs something else than before: whoever waits for a subsystem that moves may have it there.</summary>
    public void Moved(DateTimeOffset now)
    {
        foreach (var call in _calls.ToArray())
        {
            var asks = new BatchAsks();
            foreach (var subsystem in call.Subsystems)
            {
                if (subsystem.MayAskAgain && !subsystem.IsAwaited && directory.Choose(subsystem.Name, subsystem.First, _turn, call.Batch.Backbone) is { } node) Ask(subsystem, node, asks, now);
            }
            if (asks.IsEmpty) continue;
            Send(asks, call, now);
            EndOrWait(call, now);
        }
    }

    /// <summary>A node is gone, or what was on its way from it is lost: it will not answer.</summary>
    public void Gone(string node, DateTimeOffset now)
    {
        foreach (var call in _calls.ToArray())
        {
            var asks = new BatchAsks();
            foreach (var subsystem in call.Subsystems)
            {
                if (subsystem.IsOpen && subsystem.Fail(node)) Replace(call, subsystem, asks, now);
            }
            Send(asks, call, now);
            EndIfComplete(call, now);
        }
        foreach (var (call, _) in _overtaken.UnorderedItems)
        {
            foreach (var subsystem in call.Subsystems) subsystem.Fail(node);
        }
    }

    /// <summary>Looks after what is due: late verdicts are asked of another replica, and at its deadline a batch is given up.</summary>
    public void Strike(DateTimeOffset now)
    {
        var silent = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            DropEnded();
            if (!_due.TryPeek(out var call, out var at) || at > now) break;
            _due.Dequeue();
            if (call.Deadline <= now)
            {
                // Said to whom had it encoded as well: a device of which nothing is heard counts as one that failed.
                foreach (var subsystem in call.Subsystems) GiveUp(call, subsystem);
                End(call, now);
                continue;
            }
            AskForLate(call, now, silent);
            EndOrWait(call, now);
        }
        foreach (var node in silent) AskOthersThan(node, now);
    }

    /// <summary>How long a slow node takes, or one that another one overtook, does not tell when the others are late.</summary>
    private void Learn(BatchCall call, SubsystemCall subsystem, string node, TimeSpan latency)
    {
        if (directory.Took(node, subsystem.Name, call.Batch.Backbone, latency) && subsystem.IsOpen) delays.Judged(subsystem.Name, latency);
    }

    private void AskForLate(BatchCall call, DateTimeOffset now, HashSet<string> silent)
    {
        var asks = new BatchAsks();
        foreach (var subsystem in call.Subsystems)
        {
            if (!subsystem.MayAskAgain || subsystem.LateAt > now) continue;
            var isAwaited = subsystem.IsAwaited;
            if (isAwaited && subsystem.IsFirstSilent(directory.WordsOf(subsystem.First!)) && directory.Late(subsystem.First!)) silent.Add(subsystem.First!);
            if (directory.Choose(subsystem.Name, subsystem.First, _turn, call.Batch.Backbone) is not { } other)
            {
                if (isAwaited)
                {
                    subsystem.LateAt = call.Deadline;
                    continue;
                }
                directory.MovesNoMore(subsystem.Name, call.Batch.Backbone);
                GiveUp(call, subsystem);
            }
            else if (!isAwaited || delays.TrySpend()) Ask(subsystem, other, asks, now);
            else subsystem.LateAt = now + delays.For(subsystem.Name);
        }
        Send(asks, call, now);
    }

    /// <summary>A node has gone silent: its verdicts may still come, but the others are asked as well.</summary>
    private void AskOthersThan(string node, DateTimeOffset now)
    {
        foreach (var call in _calls.ToArray())
        {
            var asks = new BatchAsks();
            foreach (var subsystem in call.Subsystems)
            {
                if (subsystem.MayAskAgain && subsystem.Awaits(node) && directory.Choose(subsystem.Name, node, _turn, call.Batch.Backbone) is { } other) Ask(subsystem, other, asks, now);
            }
            Send(asks, call, now);
        }
    }

    /// <summary>A node that was asked has failed: another one is asked, if that is left.</summary>
    private void Replace(BatchCall call, SubsystemCall subsystem, BatchAsks asks, DateTimeOffset now)
    {
        if (subsystem.MayAskAgain && call.Deadline > now && directory.Choose(subsystem.Name, subsystem.First, _turn, call.Batch.Backbone) is { } other) Ask(subsystem, other, asks, now);
        else if (!subsystem.IsAwaited) GiveUp(call, subsystem);
    }

    private void Ask(SubsystemCall subsystem, string node, BatchAsks asks, DateTimeOffset now)
    {
        if (subsystem.First is null) subsystem.LateAt = now + delays.For(subsystem.Name);
        else Telemetry.AskedAgain(subsystem.Name);
        subsystem.Ask(node, now, directory.WordsOf(node));
        asks.Add(node, subsystem.Name);
    }

    /// <summary>A node that takes nothing more has failed: its subsystems are asked of another one, or given up at once.</summary>
    private void Send(BatchAsks asks, BatchCall call, DateTimeOffset now)
    {
        while (asks.TryTake(out var node, out var names))
        {
            if (sink.Ask(node, names, call.Batch)) continue;
            foreach (var name in names)
            {
                Telemetry.NotSent(name);
                if (call.Find(name) is { } subsystem && subsystem.Fail(node)) Replace(call, subsystem, asks, now);
            }
        }
    }

    /// <summary>Passes the verdicts from the one at an index on, as far as they are on one batch.</summary>
    /// <returns>The index of the first one that is not.</returns>
    private int Pass(BatchCall call, SubsystemCall subsystem, IReadOnlyList<Verdict> verdicts, int from)
    {
        var (queries, news) = (new List<EncodedQuery>(verdicts.Count), new List<Verdict>(verdicts.Count));
        var i = from;
        for (; i < verdicts.Count && _queries.Find(verdicts[i].QueryId, subsystem.Name) is { } place && place.Call == call; i++)
        {
            if (!call.Judge(subsystem, place.Row)) continue;
            queries.Add(call.Batch.Queries[place.Row]);
            news.Add(verdicts[i]);
        }
        if (news.Count > 0) sink.Pass(queries, subsystem.Name, news);
        return i;
    }

    private void GiveUp(BatchCall call, SubsystemCall subsystem)
    {
        var rows = call.GiveUp(subsystem);
        if (rows.Count > 0) sink.GiveUp([.. rows.Select(row => call.Batch.Queries[row])], subsystem.Name);
    }

    private void EndIfComplete(BatchCall call, DateTimeOffset now)
    {
        if (call.Open == 0) End(call, now);
    }

    private void EndOrWait(BatchCall call, DateTimeOffset now)
    {
        if (call.Open == 0) End(call, now);
        else _due.Enqueue(call, call.Due);
    }

    private void End(BatchCall call, DateTimeOffset now)
    {
        if (!_calls.Remove(call)) return;
        if (call.Deadline > now && call.IsUnanswered) _overtaken.Enqueue(call, call.Deadline);
        else Forget(call);
        sink.End(call.Batch);
    }

    /// <summary>What a node has not answered by the deadline takes it that long at least.</summary>
    private void Forget(BatchCall call)
    {
        _queries.Remove(call);
        if (!call.IsUnanswered) return;
        foreach (var subsystem in call.Subsystems)
        {
            foreach (var (node, at) in subsystem.Unanswered) directory.Took(node, subsystem.Name, call.Batch.Backbone, call.Deadline - at);
        }
    }

    private void DropEnded()
    {
        while (_due.TryPeek(out var call, out _) && !_calls.Contains(call)) _due.Dequeue();
    }
}
