using Router.Contracts;

namespace Actors.Ranker;

/// <summary>
/// Collects one verdict from each subsystem for one query. A second verdict of a subsystem, and one of a subsystem that was not
/// asked, change nothing.
/// </summary>
internal sealed class VerdictCollector(SubsystemRoster roster)
{
    private readonly Verdict?[] _verdicts = new Verdict?[roster.Names.Count];
    private int _open = roster.Names.Count;
    private bool[]? _skipped;

    /// <summary>True when every subsystem that is asked has a verdict.</summary>
    public bool IsComplete => _open == 0;

    /// <summary>Takes a verdict.</summary>
    /// <returns>False when it changes nothing.</returns>
    public bool Add(Verdict verdict)
    {
        if (!roster.TryGetIndex(verdict.Subsystem, out var index) || _verdicts[index] is not null || IsSkipped(index)) return false;
        _verdicts[index] = verdict;
        _open--;
        return true;
    }

    /// <summary>Subsystems are not asked: no verdict of theirs is waited for or missing. Of the others of the roster nothing changes.</summary>
    public void Skip(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (!roster.TryGetIndex(name, out var index) || _verdicts[index] is not null || IsSkipped(index)) continue;
            (_skipped ??= new bool[_verdicts.Length])[index] = true;
            _open--;
        }
    }

    /// <summary>Gives every subsystem that has not answered the verdict <see cref="VerdictKind.TimedOut"/>.</summary>
    public void Close(Guid queryId)
    {
        for (var i = 0; i < _verdicts.Length; i++)
        {
            if (IsSkipped(i)) continue;
            _verdicts[i] ??= new Verdict { QueryId = queryId, Subsystem = roster.Names[i], Kind = VerdictKind.TimedOut };
        }
        _open = 0;
    }

    /// <summary>The verdicts of the subsystems that judged, in the roster's order.</summary>
    public IReadOnlyList<Verdict> Judged()
    {
        var judged = new List<Verdict>(_verdicts.Length);
        foreach (var verdict in _verdicts)
        {
            if (verdict is { Kind: VerdictKind.Accept or VerdictKind.Reject }) judged.Add(verdict);
        }
        return judged;
    }

    /// <summary>The subsystems that are not asked, in the roster's order.</summary>
    public IReadOnlyList<string> Skipped() => _skipped is null ? [] : [.. roster.Names.Where((_, index) => IsSkipped(index))];

    /// <summary>The subsystems that were to judge and did not, in the roster's order.</summary>
    public IReadOnlyList<string> Missing()
    {
        List<string>? missing = null;
        for (var i = 0; i < _verdicts.Length; i++)
        {
            if (_verdicts[i] is { Kind: VerdictKind.Accept or VerdictKind.Reject } || IsSkipped(i)) continue;
            (missing ??= []).Add(roster.Names[i]);
        }
        return missing ?? (IReadOnlyList<string>)[];
    }

    private bool IsSkipped(int index) => _skipped is not null && _skipped[index];
}
