using Microsoft.ML.OnnxRuntime;

namespace Router.Inference.Internal;

/// <summary>The logits of one head, in one pooled block that is kept from run to run and grows when a batch needs more.</summary>
internal sealed class HeadOutputs(NativeBufferPool buffers, int intents, int labels) : IDisposable
{
    private NativeBuffer? _buffer;
    private OrtValue? _intentValue;
    private OrtValue? _slotValue;
    private long _slotOffset;

    public int Batch { get; private set; }

    public int Tokens { get; private set; }

    /// <summary><c>[Batch, intents]</c>.</summary>
    public OrtValue Intents => _intentValue!;

    /// <summary><c>[Batch, Tokens, labels]</c>.</summary>
    public OrtValue Slots => _slotValue!;

    /// <summary>Makes room for a batch; true when the values are other ones than before.</summary>
    public bool Resize(int batch, int tokens)
    {
        if (_buffer is not null && (batch, tokens) == (Batch, Tokens)) return false;
        _slotOffset = NativeBuffer.Aligned((long)batch * intents * sizeof(float));
        var bytes = _slotOffset + ((long)batch * tokens * labels * sizeof(float));
        if (_buffer is null || _buffer.Length < bytes)
        {
            Release();
            _buffer = buffers.Rent(bytes);
        }
        DisposeValues();
        _intentValue = TensorValue.Floats(_buffer.Pointer, batch, intents);
        _slotValue = TensorValue.Floats(_buffer.Pointer + (nint)_slotOffset, batch, tokens, labels);
        (Batch, Tokens) = (batch, tokens);
        return true;
    }

    /// <summary>The intent logits of a row.</summary>
    public ReadOnlySpan<float> IntentsOf(int row) => _buffer!.Span<float>((long)row * intents * sizeof(float), intents);

    /// <summary>The slot logits of a row, <c>[Tokens, labels]</c>.</summary>
    public ReadOnlySpan<float> SlotsOf(int row) =>
        _buffer!.Span<float>(_slotOffset + ((long)row * Tokens * labels * sizeof(float)), Tokens * labels);

    public void Dispose()
    {
        DisposeValues();
        Release();
    }

    private void DisposeValues()
    {
        _intentValue?.Dispose();
        _slotValue?.Dispose();
        (_intentValue, _slotValue) = (null, null);
    }

    private void Release()
    {
        if (_buffer is null) return;
        buffers.Return(_buffer);
        _buffer = null;
    }
}
