namespace Actors.Runtime.Internal;

/// <summary>
/// An unbounded queue for many producers and one consumer at a time: a ring of slots that is reused while the consumer keeps up, and
/// a longer ring linked behind it when it does not. In the steady state nothing is allocated.
/// </summary>
internal sealed class MessageQueue
{
    private const int FirstCapacity = 16;

    /// <summary>24 bytes a slot: the largest ring stays below the large object heap's 85,000 bytes.</summary>
    private const int MaxCapacity = 2048;

    private readonly Lock _growing = new();
    private MessageRing _tail;
    private MessageRing _head;

    internal MessageQueue() => _head = _tail = new MessageRing(FirstCapacity);

    /// <summary>Whether a message is there or being written. Exact for what was enqueued before a full fence that precedes the call.</summary>
    internal bool HasItems
    {
        get
        {
            var head = Volatile.Read(ref _head);
            return head.HasItems || head.Next is not null;
        }
    }

    /// <summary>Adds a message; any thread.</summary>
    internal void Enqueue(object message, IActorRef? sender)
    {
        var tail = Volatile.Read(ref _tail);
        while (!tail.TryEnqueue(message, sender)) tail = Grow(tail);
    }

    /// <summary>Takes the oldest message; false when there is none that is completely written. One caller at a time.</summary>
    internal bool TryDequeue(out Envelope envelope)
    {
        while (true)
        {
            var head = _head;
            if (head.TryDequeue(out envelope)) return true;
            if (head.Next is not { } next || head.HasItems) return false;
            Volatile.Write(ref _head, next);
        }
    }

    private MessageRing Grow(MessageRing full)
    {
        lock (_growing)
        {
            if (ReferenceEquals(_tail, full))
            {
                var next = new MessageRing(Math.Min(full.Capacity * 2, MaxCapacity));
                full.Close(next);
                Volatile.Write(ref _tail, next);
            }
            return _tail;
        }
    }
}
