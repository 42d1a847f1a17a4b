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
    private long _idleBytes;
    private long _rented;

    /// <summary>Bytes kept for reuse.</summary>
    public long IdleBytes => Volatile.Read(ref _idleBytes);

    /// <summary>Blocks rented and not yet returned.</summary>
    public long Rented => Volatile.Read(ref _rented);

    /// <summary>A block of at least <paramref name="bytes"/>; its content is arbitrary.</summary>
    public NativeBuffer Rent(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Increment(ref _rented);
        var sizeClass = ClassOf(bytes);
        lock (_lock)
        {
            if (_idle[sizeClass].TryPop(out var buffer))
            {
                _idleBytes -= buffer.Length;
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

    private static int ClassOf(long bytes) =>
        bytes <= 1L << SmallestBits ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)bytes - 1) - SmallestBits;
}
