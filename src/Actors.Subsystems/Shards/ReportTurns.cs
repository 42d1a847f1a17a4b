namespace Actors.Subsystems.Shards;

/// <summary>Whom a node reports to when nothing has changed: so many others each time, in turn, so that reports do not grow with the square of the nodes.</summary>
/// <param name="most">Nodes each time.</param>
internal sealed class ReportTurns(int most)
{
    private string _last = "";

    /// <summary>The next ones, in the order of their addresses; after the last one the first one again.</summary>
    /// <param name="others">All others, each once.</param>
    public IReadOnlyList<string> Next(IEnumerable<string> others)
    {
        string[] all = [.. others.Order(StringComparer.Ordinal)];
        if (all.Length <= most) return all;
        var first = Array.FindIndex(all, node => string.CompareOrdinal(node, _last) > 0);
        string[] next = [.. Enumerable.Range(Math.Max(0, first), most).Select(at => all[at % all.Length])];
        _last = next[^1];
        return next;
    }
}
