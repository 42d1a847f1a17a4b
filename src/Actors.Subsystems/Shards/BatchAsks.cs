using System.Diagnostics.CodeAnalysis;

namespace Actors.Subsystems.Shards;

/// <summary>What each node is asked for, of one batch: the states go to it once.</summary>
internal sealed class BatchAsks
{
    private readonly List<(string Node, List<string> Names)> _asks = [];
    private int _taken;

    public bool IsEmpty => _asks.Count == 0;

    public void Add(string node, string subsystem)
    {
        var at = _asks.FindIndex(_taken, ask => ask.Node == node);
        if (at >= 0) _asks[at].Names.Add(subsystem);
        else _asks.Add((node, [subsystem]));
    }

    /// <summary>The next node to ask; what is added afterwards goes to it with another message.</summary>
    public bool TryTake([NotNullWhen(true)] out string? node, [NotNullWhen(true)] out IReadOnlyList<string>? names)
    {
        (node, names) = _taken < _asks.Count ? (_asks[_taken].Node, _asks[_taken].Names) : (null, null);
        if (node is not null) _taken++;
        return node is not null;
    }
}
