using System.Numerics;
using System.Runtime.InteropServices;

namespace Actors.Runtime.Internal;

/// <summary>
/// A bounded ring with a sequence number per slot: a slot is free for position p when its number is p and holds the message of
/// position p when it is p + 1. Producers reserve positions by compare-and-swap on the tail; only the consumer moves the head.
/// Numbers wrap around; only their differences are used.
/// </summary>
internal sealed class MessageRing
{
    private readonly Slot[] _slots;
    private readonly int _mask;
    private Positions _positions;
    private MessageRing? _next;
    private bool _closed;

    internal MessageRing(int capacity)
    {
        System.Diagnostics.Debug.Assert(BitOperations.IsPow2(capacity));
        _slots = new Slot[capacity];
        _mask = capacity - 1;
        for (var i = 0; i < capacity; i++) _slots[i].Sequence = i;
    }

    internal int Capacity => _slots.Length;

    /// <summary>The ring that follows; set once, after which nothing is added here.</summary>
    internal MessageRing? Next => Volatile.Read(ref _next);

    internal bool HasItems => Tail != Volatile.Read(ref _positions.Head);

    private int Tail
    {
        get
        {
            // Closing moves the tail before it sets the successor, so a tail read before the flag may lack the offset or have it.
            var closed = Volatile.Read(ref _closed);
            var tail = Volatile.Read(ref _positions.Tail);
            return closed ? tail - (2 * _slots.Length) : tail;
        }
    }

    /// <summary>False when the ring is full or closed.</summary>
    internal bool TryEnqueue(object message, IActorRef? sender)
    {
        var slots = _slots;
        while (true)
        {
            var tail = Volatile.Read(ref _positions.Tail);
            ref var slot = ref slots[tail & (slots.Length - 1)];
            var difference = Volatile.Read(ref slot.Sequence) - tail;
            if (difference == 0)
            {
                if (Interlocked.CompareExchange(ref _positions.Tail, tail + 1, tail) != tail) continue;
                slot.Message = message;
                slot.Sender = sender;
                Volatile.Write(ref slot.Sequence, tail + 1);
                return true;
            }
            if (difference < 0) return false;
        }
    }

    internal bool TryDequeue(out Envelope envelope)
    {
        var head = _positions.Head;
        ref var slot = ref _slots[head & _mask];
        if (Volatile.Read(ref slot.Sequence) != head + 1)
        {
            envelope = default;
            return false;
        }
        envelope = new Envelope(slot.Message!, slot.Sender);
        slot.Message = null;
        slot.Sender = null;
        Volatile.Write(ref slot.Sequence, head + _slots.Length);
        Volatile.Write(ref _positions.Head, head + 1);
        return true;
    }

    /// <summary>Lets no producer add any more and sends them on to the successor. Called once, under the queue's lock.</summary>
    internal void Close(MessageRing next)
    {
        // The offset is a multiple of the capacity, so the tail still points at the same slot, whose number is now too small: every
        // attempt fails as if the ring were full, also after the consumer has emptied it.
        Interlocked.Add(ref _positions.Tail, 2 * _slots.Length);
        Volatile.Write(ref _closed, true);
        Volatile.Write(ref _next, next);
    }

    private struct Slot
    {
        internal object? Message;
        internal IActorRef? Sender;
        internal int Sequence;
    }

    /// <summary>Head and tail on cache lines of their own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Positions
    {
        [FieldOffset(64)]
        internal int Tail;

        [FieldOffset(128)]
        internal int Head;
    }
}
