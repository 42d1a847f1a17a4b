namespace Actors.Runtime.Streams.Internal;

/// <summary>A queue of at most so many elements, whose array is as long as it has had to be.</summary>
internal sealed class BoundedDeque<T>(int capacity)
{
    private T[] _items = [];
    private int _head;

    internal int Count { get; private set; }

    internal bool IsFull => Count == capacity;

    internal T First => _items[_head];

    internal void AddLast(T item)
    {
        if (Count == _items.Length) Grow();
        _items[(_head + Count) % _items.Length] = item;
        Count++;
    }

    internal T RemoveFirst()
    {
        var item = _items[_head];
        _items[_head] = default!;
        _head = (_head + 1) % _items.Length;
        Count--;
        return item;
    }

    internal void RemoveLast() => _items[(_head + --Count) % _items.Length] = default!;

    internal void Clear()
    {
        Array.Clear(_items);
        (_head, Count) = (0, 0);
    }

    private void Grow()
    {
        if (IsFull) throw new InvalidOperationException($"More than {capacity} elements");
        var items = new T[(int)Math.Min(capacity, Math.Max(4L, 2L * Count))];
        for (var i = 0; i < Count; i++) items[i] = _items[(_head + i) % _items.Length];
        (_items, _head) = (items, 0);
    }
}
