using System.Numerics;

namespace Router.Inference.Internal;

/// <summary>
/// Native memory for reuse: blocks whose size is a power of two, last in first out, at most so many bytes kept idle. Any thread
/// may rent and return.
/// </summary>
internal sealed class NativeBufferPool(long maxIdleBytes)
{
    private const int SmallestBits = 12;
    private readonly Stack<NativeBuffer>[] _idle = [.. Enumerable.Range(0, 64 - SmallestBits).Select(_ => new Stack<NativeBuffer>())];
    private readonly Lock _lock = new();

    /// <summary>How many of each size were idle at least since the last time that unused ones were freed.</summary>
    private readonly int[] _unused = new int[64 - SmallestBits];
    private long _idleBytes;
    private long _rented;
    private long _rents;

    /// <summary>Bytes kept for reuse.</summary>
    public long IdleBytes => Volatile.Read(ref _idleBytes);

    /// <summary>Blocks rented and not yet returned.</summary>
    public long Rented => Volatile.Read(ref _rented);

    /// <summary>How often a block was rented.</summary>
    public long Rents => Volatile.Read(ref _rents);

    /// <summary>A block of at least <paramref name="bytes"/>; its content is arbitrary.</summary>
    public NativeBuffer Rent(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Increment(ref _rented);
        Interlocked.Increment(ref _rents);
        var sizeClass = ClassOf(bytes);
        lock (_lock)
        {
            if (_idle[sizeClass].TryPop(out var buffer))
            {
                _idleBytes -= buffer.Length;
                _unused[sizeClass] = Math.Min(_unused[sizeClass], _idle[sizeClass].Count);
                return buffer;
            }
        }
        return new NativeBuffer(1L << (sizeClass + SmallestBits));
    }

    /// <summary>Gives a block back; it is freed when enough bytes are idle already.</summary>
    public void Return(NativeBuffer buffer)
    {
        Interlocked.Decrement(ref _rented);
        lock (_lock)
        {
            if (_idleBytes + buffer.Length <= maxIdleBytes)
            {
                _idleBytes += buffer.Length;
                _idle[ClassOf(buffer.Length)].Push(buffer);
                return;
            }
        }
        buffer.Dispose();
    }

    /// <summary>Frees the blocks that nobody has needed since it was called last.</summary>
    /// <returns>Whether there were any.</returns>
    public bool FreeUnused()
    {
        var freed = new List<NativeBuffer>();
        lock (_lock)
        {
            for (var sizeClass = 0; sizeClass < _idle.Length; sizeClass++)
            {
                for (; _unused[sizeClass] > 0; _unused[sizeClass]--) freed.Add(_idle[sizeClass].Pop());
                _unused[sizeClass] = _idle[sizeClass].Count;
            }
            _idleBytes -= freed.Sum(buffer => buffer.Length);
        }
        foreach (var buffer in freed) buffer.Dispose();
        return freed.Count > 0;
    }

    private static int ClassOf(long bytes) =>
        bytes <= 1L << SmallestBits ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)bytes - 1) - SmallestBits;
}
