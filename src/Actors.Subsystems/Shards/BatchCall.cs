using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>A batch whose verdicts are not all in: whom each subsystem's was asked of, and which rows have it.</summary>
internal sealed class BatchCall
{
    /// <summary>What moves comes up within this time, or not at all.</summary>
    private static readonly TimeSpan MoveTime = TimeSpan.FromSeconds(1);

    /// <param name="batch">The batch.</param>
    /// <param name="subsystems">Those who read its backbone; those of them whose verdict no query wants are left out.</param>
    public BatchCall(EncodedBatch batch, IReadOnlyList<string> subsystems)
    {
        Batch = batch;
        Deadline = batch.Queries.Max(query => query.Query.Deadline);
        Subsystems = [.. subsystems.Where(batch.Asks).Select(name => new SubsystemCall(name, batch.Queries))];
        Open = Subsystems.Count;
    }

    public EncodedBatch Batch { get; }

    /// <summary>When nobody waits for a verdict any more.</summary>
    public DateTimeOffset Deadline { get; }

    public IReadOnlyList<SubsystemCall> Subsystems { get; }

    /// <summary>Subsystems whose verdicts are not all in.</summary>
    public int Open { get; private set; }

    /// <summary>When it is to be looked after: a verdict is late, or its time is over.</summary>
    public DateTimeOffset Due
    {
        get
        {
            var due = Deadline;
            foreach (var subsystem in Subsystems)
            {
                if (subsystem.MayAskAgain && subsystem.LateAt < due) due = subsystem.LateAt;
            }
            return due;
        }
    }

    /// <summary>Whether a node that was asked has not answered.</summary>
    public bool IsUnanswered
    {
        get
        {
            foreach (var subsystem in Subsystems)
            {
                if (subsystem.IsUnanswered) return true;
            }
            return false;
        }
    }

    /// <summary>Until when it waits for a subsystem that moves; half of what is left of its time stays for the verdict.</summary>
    public DateTimeOffset EndOfMove(DateTimeOffset now)
    {
        var wait = (Deadline - now) / 2;
        return now + (wait < MoveTime ? wait : MoveTime);
    }

    public SubsystemCall? Find(string subsystem)
    {
        foreach (var call in Subsystems)
        {
            if (call.Name == subsystem) return call;
        }
        return null;
    }

    /// <summary>A row has its verdict.</summary>
    /// <returns>False when it had one already, or was given up.</returns>
    public bool Judge(SubsystemCall subsystem, int row)
    {
        if (!subsystem.Close(row)) return false;
        if (!subsystem.IsOpen) Open--;
        return true;
    }

    /// <summary>The rows of a subsystem that have no verdict; from now on they wait for none.</summary>
    public IReadOnlyList<int> GiveUp(SubsystemCall subsystem) =>
        [.. Enumerable.Range(0, Batch.Queries.Count).Where(row => Judge(subsystem, row))];
}

/// <summary>What is known of one subsystem's verdicts on a batch. It is asked for twice at most.</summary>
internal sealed class SubsystemCall
{
    private readonly bool[] _judged;
    private int _left;
    private Asked? _first;
    private Asked? _second;

    /// <param name="name">The subsystem.</param>
    /// <param name="queries">The batch's; those that do not want its verdict count as judged.</param>
    public SubsystemCall(string name, IReadOnlyList<EncodedQuery> queries)
    {
        (Name, _judged) = (name, new bool[queries.Count]);
        for (var row = 0; row < _judged.Length; row++)
        {
            _judged[row] = !queries[row].IsAskedOf(name);
            if (!_judged[row]) _left++;
        }
    }

    public string Name { get; }

    public bool IsOpen => _left > 0;

    /// <summary>The node that was asked first; null before anybody was.</summary>
    public string? First => _first?.Node;

    /// <summary>Whether a node may be asked for it, the first one or another.</summary>
    public bool MayAskAgain => IsOpen && _second is null;

    /// <summary>Whether a node that was asked may still answer.</summary>
    public bool IsAwaited => _first is { HasFailed: false } || _second is { HasFailed: false };

    /// <summary>Whether a node that was asked has neither answered nor failed.</summary>
    public bool IsUnanswered => _first is { IsUnanswered: true } || _second is { IsUnanswered: true };

    /// <summary>The nodes that have neither answered nor failed, and when they were asked.</summary>
    public IEnumerable<(string Node, DateTimeOffset At)> Unanswered
    {
        get
        {
            if (_first is { IsUnanswered: true }) yield return (_first.Node, _first.At);
            if (_second is { IsUnanswered: true }) yield return (_second.Node, _second.At);
        }
    }

    /// <summary>When the verdict is late, so that another replica is asked; while none is asked, until when one is waited for.</summary>
    public DateTimeOffset LateAt { get; set; }

    /// <param name="node">Who is asked.</param>
    /// <param name="at">When.</param>
    /// <param name="words">How often the node has been heard of.</param>
    public void Ask(string node, DateTimeOffset at, int words)
    {
        var asked = new Asked(node, at) { WordsBefore = words };
        if (_first is null) _first = asked;
        else _second = asked;
    }

    /// <summary>The node that was asked first is late.</summary>
    /// <param name="words">How often it has been heard of.</param>
    /// <returns>Whether it was not since it was asked, or since it was late before.</returns>
    public bool IsFirstSilent(int words)
    {
        var before = _first!.WordsBefore;
        _first.WordsBefore = words;
        return before == words;
    }

    /// <summary>The node has answered.</summary>
    /// <returns>How long ago it was asked; null when it was not.</returns>
    public TimeSpan? Answer(string node, DateTimeOffset now)
    {
        if (Find(node) is not { } asked) return null;
        asked.HasAnswered = true;
        return now - asked.At;
    }

    /// <summary>The node will not answer.</summary>
    /// <returns>False when it was not asked, or had failed before.</returns>
    public bool Fail(string node)
    {
        if (Find(node) is not { HasFailed: false } asked) return false;
        asked.HasFailed = true;
        return true;
    }

    /// <summary>Whether the node was asked and has not failed.</summary>
    public bool Awaits(string node) => Find(node) is { HasFailed: false };

    public bool Close(int row)
    {
        if (_judged[row]) return false;
        _judged[row] = true;
        _left--;
        return true;
    }

    private Asked? Find(string node) => _first?.Node == node ? _first : _second?.Node == node ? _second : null;

    private sealed class Asked(string node, DateTimeOffset at)
    {
        public string Node => node;

        public DateTimeOffset At => at;

        public int WordsBefore { get; set; }

        public bool HasAnswered { get; set; }

        public bool HasFailed { get; set; }

        public bool IsUnanswered => !HasAnswered && !HasFailed;
    }
}
