namespace Router.Host.Listeners;

/// <summary>Bytes of memory that may be held, within those of a larger budget. Any number of threads may call it.</summary>
/// <param name="most">How many.</param>
/// <param name="outer">What they count against as well; null for nothing.</param>
internal sealed class ByteBudget(long most, ByteBudget? outer = null)
{
    private long _held;

    /// <summary>Bytes held.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Takes bytes, to be given back, if there are so many left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= most && outer?.TryTake(bytes) != false) return true;
        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes)
    {
        Interlocked.Add(ref _held, -bytes);
        outer?.Return(bytes);
    }
}
