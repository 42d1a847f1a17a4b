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

    /// <summary>True when every subsystem has a verdict.</summary>
    public bool IsComplete => _open == 0;

    /// <summary>Takes a verdict.</summary>
    /// <returns>False when it changes nothing.</returns>
    public bool Add(Verdict verdict)
    {
        if (!roster.TryGetIndex(verdict.Subsystem, out var index) || _verdicts[index] is not null) return false;
        _verdicts[index] = verdict;
        _open--;
        return true;
    }

    /// <summary>Gives every subsystem that has not answered the verdict <see cref="VerdictKind.TimedOut"/>.</summary>
    public void Close(Guid queryId)
    {
        for (var i = 0; i < _verdicts.Length; i++)
        {
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

    /// <summary>The subsystems that did not judge, in the roster's order.</summary>
    public IReadOnlyList<string> Missing()
    {
        List<string>? missing = null;
        for (var i = 0; i < _verdicts.Length; i++)
        {
            if (_verdicts[i] is { Kind: VerdictKind.Accept or VerdictKind.Reject }) continue;
            (missing ??= []).Add(roster.Names[i]);
        }
        return missing ?? (IReadOnlyList<string>)[];
    }
}
