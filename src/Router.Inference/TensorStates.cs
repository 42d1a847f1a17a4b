using Microsoft.ML.OnnxRuntime;
using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference;

/// <summary>Layer states in pooled native memory, which heads read without copying.</summary>
public sealed class TensorStates : LayerStates
{
    private readonly TensorLayout _layout;
    private readonly TensorStates? _parent;
    private readonly NativeBufferPool? _pool;
    private readonly NativeBuffer _buffer;
    private readonly int _row;
    private readonly OrtValue?[] _values;

    /// <summary>States for a batch; the caller writes them before anybody else sees the object.</summary>
    internal TensorStates(NativeBufferPool pool, TensorLayout layout)
    {
        (_layout, _pool, Batch, Tokens) = (layout, pool, layout.Batch, layout.Tokens);
        _buffer = pool.Rent(layout.Bytes);
        _values = new OrtValue?[layout.TensorCount];
    }

    private TensorStates(TensorStates parent, int row, int tokens)
    {
        (_layout, _parent, _buffer, _row, Batch, Tokens) = (parent._layout, parent, parent._buffer, row, 1, tokens);
        _values = new OrtValue?[_layout.TensorCount];
    }

    /// <inheritdoc/>
    public override int Batch { get; }

    /// <inheritdoc/>
    public override int Tokens { get; }

    /// <inheritdoc/>
    public override IReadOnlyCollection<int> Taps => _layout.Taps;

    /// <inheritdoc/>
    public override ReadOnlySpan<long> AttentionMask => Cells(TensorLayout.Mask);

    /// <inheritdoc/>
    public override ReadOnlySpan<long> InputIds => Cells(TensorLayout.Ids);

    /// <inheritdoc/>
    public override int HiddenOf(int tap) => _layout.WidthOf(_layout.TensorOf(tap));

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Layer(int tap) => Floats(_layout.TensorOf(tap));

    /// <inheritdoc/>
    public override ReadOnlySpan<float> ReadoutOf(Readout readout, int row)
    {
        ObjectDisposedException.ThrowIf(IsFreed, this);
        var tensor = _layout.TensorOf(readout);
        return tensor < 0 ? default : _buffer.Span<float>(_layout.OffsetOf(tensor, _row + row), (_layout.IsOfRows(tensor) ? 1 : Tokens) * _layout.WidthOf(tensor));
    }

    /// <inheritdoc/>
    public override long SizeInBytes => _buffer.Length;

    /// <inheritdoc/>
    public override TensorStates Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Batch);
        var length = AttentionMask.Slice(row * Tokens, Tokens).LastIndexOf(1L) + 1;
        var owner = _parent ?? this;
        owner.Retain();
        return new TensorStates(owner, _row + row, length);
    }

    /// <summary>The value of a tensor, made once and shared by every reader.</summary>
    /// <param name="tensor">An index of the layout.</param>
    internal OrtValue Value(int tensor)
    {
        ObjectDisposedException.ThrowIf(IsFreed, this);
        if (Volatile.Read(ref _values[tensor]) is { } value) return value;
        var made = Wrap(tensor);
        var first = Interlocked.CompareExchange(ref _values[tensor], made, null);
        if (first is null) return made;
        made.Dispose();
        return first;
    }

    internal OrtValue ValueOfTap(int tap) => Value(_layout.TensorOf(tap));

    internal OrtValue ValueOf(Readout readout) => Value(_layout.TensorOf(readout));

    internal Span<long> Cells(int tensor)
    {
        ObjectDisposedException.ThrowIf(IsFreed, this);
        return _buffer.Span<long>(_layout.OffsetOf(tensor, _row), Batch * Tokens);
    }

    internal Span<float> Floats(int tensor)
    {
        ObjectDisposedException.ThrowIf(IsFreed, this);
        return _buffer.Span<float>(_layout.OffsetOf(tensor, _row), Batch * Tokens * _layout.WidthOf(tensor));
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        foreach (var value in _values) value?.Dispose();
        if (_parent is not null) _parent.Release();
        else _pool!.Return(_buffer);
    }

    private OrtValue Wrap(int tensor)
    {
        var memory = _buffer.Pointer + (nint)_layout.OffsetOf(tensor, _row);
        if (tensor is TensorLayout.Ids or TensorLayout.Mask) return TensorValue.Longs(memory, Batch, Tokens);
        return _layout.IsOfRows(tensor) ? TensorValue.Floats(memory, Batch, _layout.WidthOf(tensor)) : TensorValue.Floats(memory, Batch, Tokens, _layout.WidthOf(tensor));
    }
}
