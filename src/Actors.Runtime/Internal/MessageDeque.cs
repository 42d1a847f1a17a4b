namespace Actors.Runtime.Internal;

/// <summary>Messages put back in front of a mailbox; used by the cell alone.</summary>
internal sealed class MessageDeque
{
    private readonly LinkedList<Envelope> _items = new();

    internal int Count => _items.Count;

    /// <summary>Puts messages in front, in their order.</summary>
    internal void AddFirst(IReadOnlyList<Envelope> envelopes)
    {
        for (var i = envelopes.Count - 1; i >= 0; i--) _items.AddFirst(envelopes[i]);
    }

    internal bool TryTakeFirst(out Envelope envelope)
    {
        envelope = default;
        if (_items.First is not { } first) return false;
        envelope = first.Value;
        _items.RemoveFirst();
        return true;
    }
}
