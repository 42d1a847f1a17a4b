namespace Router.Contracts;

/// <summary>Layer states in plain arrays: what a batch from another node is read into.</summary>
public sealed class HostLayerStates : LayerStates
{
    private readonly IReadOnlyDictionary<int, ReadOnlyMemory<float>> _layers;
    private readonly ReadOnlyMemory<long> _inputIds;
    private readonly ReadOnlyMemory<long> _attentionMask;
    private readonly LayerStates? _parent;
    private readonly Action? _free;

    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="tokens">Columns, at least 1.</param>
    /// <param name="inputIds"><c>[batch, tokens]</c>.</param>
    /// <param name="attentionMask"><c>[batch, tokens]</c>.</param>
    /// <param name="layers">Tap to <c>[batch, tokens, hidden]</c>.</param>
    /// <param name="free">Takes the memory back; null when the collector does.</param>
    /// <exception cref="ArgumentException">A length is not what the shape asks for.</exception>
    public HostLayerStates(
        int batch,
        int tokens,
        ReadOnlyMemory<long> inputIds,
        ReadOnlyMemory<long> attentionMask,
        IReadOnlyDictionary<int, ReadOnlyMemory<float>> layers,
        Action? free = null)
        : this(batch, tokens, inputIds, attentionMask, layers, parent: null) => _free = free;

    private HostLayerStates(
        int batch,
        int tokens,
        ReadOnlyMemory<long> inputIds,
        ReadOnlyMemory<long> attentionMask,
        IReadOnlyDictionary<int, ReadOnlyMemory<float>> layers,
        LayerStates? parent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        var cells = checked(batch * tokens);
        if (inputIds.Length != cells) throw new ArgumentException($"{inputIds.Length} input ids, {cells} expected", nameof(inputIds));
        if (attentionMask.Length != cells)
            throw new ArgumentException($"{attentionMask.Length} mask values, {cells} expected", nameof(attentionMask));
        foreach (var (tap, states) in layers)
        {
            if (states.Length == 0 || states.Length % cells != 0)
                throw new ArgumentException($"layer {tap}: {states.Length} values, a multiple of {cells} expected", nameof(layers));
        }
        (Batch, Tokens, _inputIds, _attentionMask, _layers, _parent) = (batch, tokens, inputIds, attentionMask, layers, parent);
    }

    /// <inheritdoc/>
    public override int Batch { get; }

    /// <inheritdoc/>
    public override int Tokens { get; }

    /// <inheritdoc/>
    public override IReadOnlyCollection<int> Taps => [.. _layers.Keys];

    /// <inheritdoc/>
    public override ReadOnlySpan<long> AttentionMask => _attentionMask.Span;

    /// <inheritdoc/>
    public override ReadOnlySpan<long> InputIds => _inputIds.Span;

    /// <inheritdoc/>
    public override long SizeInBytes =>
        _parent?.SizeInBytes ?? (2L * sizeof(long) * Batch * Tokens) + _layers.Values.Sum(states => (long)sizeof(float) * states.Length);

    /// <inheritdoc/>
    public override int HiddenOf(int tap) => _layers[tap].Length / (Batch * Tokens);

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Layer(int tap) => _layers[tap].Span;

    /// <inheritdoc/>
    public override LayerStates Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Batch);
        var mask = _attentionMask.Slice(row * Tokens, Tokens);
        var length = Math.Max(1, mask.Span.IndexOf(0L) is var padding and >= 0 ? padding : Tokens);
        var layers = _layers.ToDictionary(
            layer => layer.Key,
            layer => layer.Value.Slice(row * Tokens * HiddenOf(layer.Key), length * HiddenOf(layer.Key)));
        return new HostLayerStates(1, length, _inputIds.Slice(row * Tokens, length), mask[..length], layers, Retain());
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        _parent?.Release();
        _free?.Invoke();
    }
}
