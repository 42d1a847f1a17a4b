namespace Router.Contracts;

/// <summary>
/// The backbone's output for one batch: for each tap that anyone reads, a tensor <c>[Batch, Tokens, HiddenOf(tap)]</c> of
/// 32-bit floats, row-major. Nothing writes to it after it was made, so any number of readers may use it at once.
/// </summary>
/// <remarks>
/// Reference-counted: the maker holds the first reference; whoever hands it on calls <see cref="Retain"/> first, whoever is
/// done calls <see cref="Release"/>; the last release returns the memory to its pool.
/// </remarks>
public abstract class LayerStates
{
    private int _references = 1;

    /// <summary>Rows: the queries of the batch.</summary>
    public abstract int Batch { get; }

    /// <summary>Columns: the tokens of the longest query; shorter ones are padded and masked.</summary>
    public abstract int Tokens { get; }

    /// <summary>The layers present.</summary>
    public abstract IReadOnlyCollection<int> Taps { get; }

    /// <summary>1 for a token, 0 for padding; <c>[Batch, Tokens]</c>.</summary>
    public abstract ReadOnlySpan<long> AttentionMask { get; }

    /// <summary>Vocabulary rows, 0 for padding; <c>[Batch, Tokens]</c>.</summary>
    public abstract ReadOnlySpan<long> InputIds { get; }

    /// <summary>The width of a tap's states.</summary>
    /// <exception cref="KeyNotFoundException">The batch does not hold that tap.</exception>
    public abstract int HiddenOf(int tap);

    /// <summary>The states of a tap, <c>[Batch, Tokens, HiddenOf(tap)]</c>.</summary>
    /// <exception cref="KeyNotFoundException">The batch does not hold that tap.</exception>
    public abstract ReadOnlySpan<float> Layer(int tap);

    /// <summary>What the backbone itself says of a row's text; empty where it does not say it.</summary>
    public virtual ReadOnlySpan<float> ReadoutOf(Readout readout, int row) => default;

    /// <summary>
    /// A view of one row without its padding, <c>[1, its tokens, HiddenOf(tap)]</c>. It shares this batch's memory and holds a
    /// reference on it until its own last reference is released.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in 0..Batch-1.</exception>
    public abstract LayerStates Row(int row);

    /// <summary>Bytes that the states keep in memory; a view counts as what it keeps alive.</summary>
    public abstract long SizeInBytes { get; }

    /// <summary>Takes a further reference; the caller must hold one.</summary>
    /// <exception cref="ObjectDisposedException">The last reference was released already.</exception>
    public LayerStates Retain() => TryRetain() ? this : throw new ObjectDisposedException(nameof(LayerStates));

    /// <summary>Takes a further reference where it is not known whether there still is one.</summary>
    /// <returns>False when the last one was released already.</returns>
    public bool TryRetain()
    {
        var held = Volatile.Read(ref _references);
        while (held > 0)
        {
            var seen = Interlocked.CompareExchange(ref _references, held + 1, held);
            if (seen == held) return true;
            held = seen;
        }
        return false;
    }

    /// <summary>Gives a reference back; with the last one the memory goes.</summary>
    /// <exception cref="ObjectDisposedException">More was released than retained.</exception>
    public void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        ObjectDisposedException.ThrowIf(left < 0, this);
        if (left == 0) Free();
    }

    /// <summary>True once the last reference was released.</summary>
    protected bool IsFreed => Volatile.Read(ref _references) <= 0;

    /// <summary>Returns the memory; called once.</summary>
    protected abstract void Free();
}
