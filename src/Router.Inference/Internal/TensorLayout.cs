namespace Router.Inference.Internal;

/// <summary>The taps of a backbone run and their widths.</summary>
/// <param name="Layers">Ascending.</param>
/// <param name="Widths">In the order of the layers.</param>
internal sealed record TapSet(int[] Layers, int[] Widths);

/// <summary>
/// Where the tensors of one batch lie in one block of memory: input ids, attention mask, then a tensor for each tap. Rows of a
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
        (_taps, Batch, Tokens, _offsets) = (taps, batch, tokens, new long[taps.Layers.Length + FirstTap]);
        for (var tensor = 0; tensor < _offsets.Length; tensor++)
        {
            _offsets[tensor] = Bytes;
            Bytes += NativeBuffer.Aligned((long)batch * tokens * CellBytes(tensor));
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

    public int WidthOf(int tensor) => _taps.Widths[tensor - FirstTap];

    public long OffsetOf(int tensor, int row) => _offsets[tensor] + ((long)row * Tokens * CellBytes(tensor));

    private long CellBytes(int tensor) => tensor < FirstTap ? sizeof(long) : WidthOf(tensor) * (long)sizeof(float);
}
