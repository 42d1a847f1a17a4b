namespace Router.Tools.Trial;

/// <summary>What may happen to a node.</summary>
internal enum FaultKind
{
    /// <summary>Its process is ended without a word (SIGKILL).</summary>
    Kill,

    /// <summary>It is told to end (SIGTERM), and leaves.</summary>
    Leave,

    /// <summary>Its process stands still until it has been taken out (SIGSTOP), and then goes on (SIGCONT).</summary>
    Pause,

    /// <summary>Its network loses everything until it has ended itself.</summary>
    Cut,
}

/// <summary>One fault.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Node">To whom.</param>
/// <param name="Delay">For how long all is well before.</param>
internal sealed record Fault(int Number, FaultKind Kind, string Node, TimeSpan Delay)
{
    /// <inheritdoc/>
    public override string ToString() => $"fault {Number}, {$"{Kind}".ToLowerInvariant()} of {Node}";
}

/// <summary>
/// Faults in a random order, to random nodes. Each kind comes once before any comes again, so that a few faults have tried them all. The same seed gives the same
/// faults. Each is one node's: whoever waits in between until all is well has at most one replica of a subsystem affected at a time.
/// </summary>
/// <param name="seed">Of the random numbers.</param>
/// <param name="kinds">The kinds, at least one.</param>
/// <param name="nodes">The nodes, at least one.</param>
internal sealed class FaultSequence(int seed, IReadOnlyList<FaultKind> kinds, IReadOnlyList<string> nodes)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private readonly Random _random = new(seed);
    private readonly Queue<FaultKind> _kinds = [];
    private int _number;

    /// <summary>The next fault.</summary>
    public Fault Next()
    {
        if (_kinds.Count == 0)
        {
            FaultKind[] all = [.. kinds];
            _random.Shuffle(all);
            foreach (var kind in all) _kinds.Enqueue(kind);
        }
        return new Fault(++_number, _kinds.Dequeue(), nodes[_random.Next(nodes.Count)], _random.NextDouble() * LongestDelay);
    }
}
