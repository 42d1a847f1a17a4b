namespace Router.Contracts;

/// <summary>Layer states in plain arrays: what a batch from another node is read into.</summary>
public sealed class HostLayerStates : LayerStates
{
    private readonly IReadOnlyDictionary<int, float[]> _layers;
    private readonly long[] _inputIds;
    private readonly long[] _attentionMask;

    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="tokens">Columns, at least 1.</param>
    /// <param name="inputIds"><c>[batch, tokens]</c>.</param>
    /// <param name="attentionMask"><c>[batch, tokens]</c>.</param>
    /// <param name="layers">Tap to <c>[batch, tokens, hidden]</c>.</param>
    /// <exception cref="ArgumentException">A length is not what the shape asks for.</exception>
    public HostLayerStates(int batch, int tokens, long[] inputIds, long[] attentionMask, IReadOnlyDictionary<int, float[]> layers)
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
        (Batch, Tokens, _inputIds, _attentionMask, _layers) = (batch, tokens, inputIds, attentionMask, layers);
    }

    /// <inheritdoc/>
    public override int Batch { get; }

    /// <inheritdoc/>
    public override int Tokens { get; }

    /// <inheritdoc/>
    public override IReadOnlyCollection<int> Taps => [.. _layers.Keys];

    /// <inheritdoc/>
    public override ReadOnlySpan<long> AttentionMask => _attentionMask;

    /// <inheritdoc/>
    public override ReadOnlySpan<long> InputIds => _inputIds;

    /// <inheritdoc/>
    public override int HiddenOf(int tap) => _layers[tap].Length / (Batch * Tokens);

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Layer(int tap) => _layers[tap];

    /// <inheritdoc/>
    protected override void Free()
    {
    }
}
