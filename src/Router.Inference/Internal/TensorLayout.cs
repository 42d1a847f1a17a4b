namespace Router.Inference.Internal;

/// <summary>The taps of a backbone run and their widths, and what the backbone says beside.</summary>
/// <param name="Layers">Ascending.</param>
/// <param name="Widths">In the order of the layers.</param>
/// <param name="Readouts">What it says.</param>
/// <param name="ReadoutWidths">In the order of the readouts: numbers for each row or, of tokens, for each cell.</param>
internal sealed record TapSet(int[] Layers, int[] Widths, Readout[] Readouts, int[] ReadoutWidths);

/// <summary>
/// Where the tensors of one batch lie in one block of memory: input ids, attention mask, a tensor for each tap, then one for each readout. Rows of a
/// tensor are contiguous, so one query's part of it is a range.
/// </summary>
internal sealed class TensorLayout
{
    public const int Ids = 0;
    public const int Mask = 1;
    private const int FirstTap = 2;
    private readonly TapSet _taps;
    private readonly long[] _offsets;

    public TensorLayout(TapSet taps, int batch, int tokens)
    {
        (_taps, Batch, Tokens, _offsets) = (taps, batch, tokens, new long[taps.Layers.Length + taps.Readouts.Length + FirstTap]);
        for (var tensor = 0; tensor < _offsets.Length; tensor++)
        {
            _offsets[tensor] = Bytes;
            Bytes += NativeBuffer.Aligned(batch * RowBytes(tensor));
        }
    }

    public int Batch { get; }

    public int Tokens { get; }

    /// <summary>Of the whole block.</summary>
    public long Bytes { get; }

    public int TensorCount => _offsets.Length;

    public IReadOnlyCollection<int> Taps => _taps.Layers;

    /// <exception cref="KeyNotFoundException">The batch does not hold that tap.</exception>
    public int TensorOf(int tap)
    {
        var index = Array.IndexOf(_taps.Layers, tap);
        return index >= 0
            ? index + FirstTap
            : throw new KeyNotFoundException($"layer {tap} is not in the batch, which has {string.Join(", ", _taps.Layers)}");
    }

    /// <returns>-1 when the batch does not hold it.</returns>
    public int TensorOf(Readout readout) => Array.IndexOf(_taps.Readouts, readout) is var index and >= 0 ? index + FirstReadout : -1;

    public int WidthOf(int tensor) => tensor < FirstReadout ? _taps.Widths[tensor - FirstTap] : _taps.ReadoutWidths[tensor - FirstReadout];

    /// <summary>Whether a tensor has numbers for each row and not for each token.</summary>
    public bool IsOfRows(int tensor) => tensor >= FirstReadout && _taps.Readouts[tensor - FirstReadout] != Readout.Excluded;

    public long OffsetOf(int tensor, int row) => _offsets[tensor] + (row * RowBytes(tensor));

    private int FirstReadout => FirstTap + _taps.Layers.Length;

    private long RowBytes(int tensor) => (IsOfRows(tensor) ? 1 : Tokens) * CellBytes(tensor);

    private long CellBytes(int tensor) => tensor < FirstTap ? sizeof(long) : WidthOf(tensor) * (long)sizeof(float);
}
