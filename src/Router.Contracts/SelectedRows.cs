using System.Buffers;

namespace Router.Contracts;

/// <summary>
/// Some rows of a batch, close together and padded to the longest of them. A layer is copied when it is first read, as a reader of some rows reads one
/// layer. For one reader; it holds a reference on the batch until its own last one is released.
/// </summary>
internal sealed class SelectedRows : LayerStates
{
    private readonly LayerStates _all;
    private readonly int[] _rows;
    private readonly List<float[]> _rented = [];
    private readonly Dictionary<int, ReadOnlyMemory<float>> _layers = [];
    private readonly long[] _mask;
    private readonly long[] _ids;

    /// <param name="all">The batch; the caller holds a reference.</param>
    /// <param name="rows">At least one of its rows.</param>
    public SelectedRows(LayerStates all, int[] rows)
    {
        (_all, _rows) = (all.Retain(), rows);
        foreach (var row in rows) Tokens = Math.Max(Tokens, all.AttentionMask.Slice(row * all.Tokens, all.Tokens).LastIndexOf(1L) + 1);
        (_mask, _ids) = (new long[rows.Length * Tokens], new long[rows.Length * Tokens]);
        Copy(all.AttentionMask, _mask, width: 1);
        Copy(all.InputIds, _ids, width: 1);
    }

    /// <inheritdoc/>
    public override int Batch => _rows.Length;

    /// <inheritdoc/>
    public override int Tokens { get; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyCollection<int> Taps => _all.Taps;

    /// <inheritdoc/>
    public override ReadOnlySpan<long> AttentionMask => _mask;

    /// <inheritdoc/>
    public override ReadOnlySpan<long> InputIds => _ids;

    /// <inheritdoc/>
    public override long SizeInBytes => _all.SizeInBytes;

    /// <inheritdoc/>
    public override int HiddenOf(int tap) => _all.HiddenOf(tap);

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Layer(int tap)
    {
        if (_layers.TryGetValue(tap, out var known)) return known.Span;
        var width = HiddenOf(tap);
        var rented = ArrayPool<float>.Shared.Rent(_rows.Length * Tokens * width);
        _rented.Add(rented);
        var layer = rented.AsMemory(0, _rows.Length * Tokens * width);
        Copy(_all.Layer(tap), layer.Span, width);
        _layers.Add(tap, layer);
        return layer.Span;
    }

    /// <inheritdoc/>
    public override LayerStates Row(int row) => _all.Row(_rows[row]);

    /// <inheritdoc/>
    protected override void Free()
    {
        foreach (var rented in _rented) ArrayPool<float>.Shared.Return(rented);
        _all.Release();
    }

    private void Copy<T>(ReadOnlySpan<T> from, Span<T> to, int width)
    {
        var (stride, length) = (_all.Tokens * width, Tokens * width);
        for (var i = 0; i < _rows.Length; i++) from.Slice(_rows[i] * stride, length).CopyTo(to[(i * length)..]);
    }
}
