namespace Actors.Subsystems.Shards;

/// <summary>
/// What a node has sent to each other one and has no answer on yet, bounded in bytes: neither the connection nor the node at its other end holds more. It is given
/// back when every subsystem that was asked has answered, when the node is gone, and at the deadline.
/// </summary>
/// <remarks>
/// The bound of a node is as many bytes as it answers within the time that an answer may take, as its last answers show, so that heartbeats, which wait on the same
/// connection, are not late where the connection or the other node is slow. It grows by what is answered in time, as the window of TCP does.
/// </remarks>
/// <param name="most">Bytes for each node at most. A batch that is larger than its bound goes while nothing else is on its way to that node.</param>
/// <param name="patience">How long an answer may take.</param>
internal sealed class UnansweredStates(long most, TimeSpan patience)
{
    /// <summary>The bound at first, and at least, as a share of the most.</summary>
    public const int Least = 16;

    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Sent, DateTimeOffset> _deadlines = new();

    /// <summary>Bytes that a node has not answered, as far as is known since something was last added.</summary>
    public long BytesTo(string node) => _nodes.TryGetValue(node, out var to) ? to.Bytes : 0;

    /// <summary>Bytes that a node may leave unanswered now.</summary>
    public long BoundOf(string node) => _nodes.TryGetValue(node, out var to) ? to.Bound : most / Least;

    /// <summary>Takes what is to be sent to a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="asked">Each subsystem that is asked, with the last of the queries it is asked for: a node answers in the order in which it was asked.</param>
    /// <param name="bytes">Bytes of the states.</param>
    /// <param name="deadline">When nobody waits for an answer any more.</param>
    /// <param name="now">The time.</param>
    /// <returns>False when that would be too much: then it must not be sent.</returns>
    public bool TryAdd(string node, IReadOnlyList<(string Subsystem, Guid Last)> asked, long bytes, DateTimeOffset deadline, DateTimeOffset now)
    {
        while (_deadlines.TryPeek(out var due, out var at) && (due.IsBack || at <= now)) GiveBack(_deadlines.Dequeue());
        if (!_nodes.TryGetValue(node, out var to)) _nodes.Add(node, to = new Node { Bound = most / Least });
        if (to.Bytes > 0 && to.Bytes + bytes > to.Bound) return false;
        Count(node, to, bytes);
        var sent = new Sent(node, asked, bytes, to.Bytes, now);
        foreach (var ask in asked) to.Open[ask] = sent;
        _deadlines.Enqueue(sent, deadline);
        return true;
    }

    /// <summary>A node has answered for a subsystem: with a verdict, or that there will be none.</summary>
    public void Answered(string node, string subsystem, Guid query, DateTimeOffset now)
    {
        if (!_nodes.TryGetValue(node, out var to) || !to.Open.Remove((subsystem, query), out var sent) || --sent.Open > 0) return;
        GiveBack(sent);
        var took = now - sent.At;
        to.Bound = Math.Clamp(took <= patience ? to.Bound + sent.Bytes : (long)(sent.BytesThen * (patience / took)), most / Least, most);
    }

    /// <summary>A node is gone, and with it what was on its way.</summary>
    public void Gone(string node)
    {
        if (!_nodes.TryGetValue(node, out var to)) return;
        foreach (var sent in to.Open.Values.Distinct().ToArray()) GiveBack(sent);
        _nodes.Remove(node);
    }

    private void GiveBack(Sent sent)
    {
        if (sent.IsBack) return;
        sent.IsBack = true;
        var to = _nodes[sent.Node];
        foreach (var ask in sent.Asked)
        {
            if (to.Open.TryGetValue(ask, out var open) && open == sent) to.Open.Remove(ask);
        }
        Count(sent.Node, to, -sent.Bytes);
    }

    private static void Count(string node, Node to, long bytes)
    {
        to.Bytes += bytes;
        Telemetry.Unanswered(node, bytes);
    }

    private sealed class Node
    {
        public long Bound { get; set; }

        public long Bytes { get; set; }

        public Dictionary<(string Subsystem, Guid Last), Sent> Open { get; } = [];
    }

    private sealed class Sent(string node, IReadOnlyList<(string Subsystem, Guid Last)> asked, long bytes, long bytesThen, DateTimeOffset at)
    {
        public string Node => node;

        public IReadOnlyList<(string Subsystem, Guid Last)> Asked => asked;

        public long Bytes => bytes;

        /// <summary>What was unanswered with it.</summary>
        public long BytesThen => bytesThen;

        public DateTimeOffset At => at;

        /// <summary>Subsystems that have not answered.</summary>
        public int Open { get; set; } = asked.Count;

        public bool IsBack { get; set; }
    }
}
