using Microsoft.ML.OnnxRuntime;

namespace Router.Inference.Internal;

/// <summary>What a lexicon found in a batch, in one pooled block that is kept from run to run and grows when a batch needs more.</summary>
internal sealed class TagInput(NativeBufferPool buffers, Lexicon lexicon) : IDisposable
{
    private NativeBuffer? _buffer;
    private OrtValue? _value;
    private (int Batch, int Tokens) _shape;

    /// <summary>The input for a batch, <c>[batch, tokens, columns]</c>; valid until the next call.</summary>
    /// <param name="batch">Rows.</param>
    /// <param name="tokens">Tokens of the longest row.</param>
    /// <param name="texts">As many as rows, or none: then no phrase is found.</param>
    public OrtValue Of(int batch, int tokens, ReadOnlySpan<TokenizedText> texts)
    {
        var value = Resize(batch, tokens);
        var width = lexicon.Width;
        var cells = _buffer!.Span<float>(0, batch * tokens * width);
        cells.Clear();
        for (var cell = 0; cell < cells.Length; cell += width) cells[cell] = 1;
        for (var row = 0; row < texts.Length; row++)
            lexicon.Mark(texts[row].Tokens.Span, cells.Slice(row * tokens * width, tokens * width));
        return value;
    }

    public void Dispose()
    {
        _value?.Dispose();
        _value = null;
        if (_buffer is not null) buffers.Return(_buffer);
        _buffer = null;
    }

    private OrtValue Resize(int batch, int tokens)
    {
        if (_value is not null && (batch, tokens) == _shape) return _value;
        var bytes = (long)batch * tokens * lexicon.Width * sizeof(float);
        _value?.Dispose();
        _value = null;
        if (_buffer is null || _buffer.Length < bytes)
        {
            if (_buffer is not null) buffers.Return(_buffer);
            _buffer = buffers.Rent(bytes);
        }
        _shape = (batch, tokens);
        return _value = TensorValue.Floats(_buffer.Pointer, batch, tokens, lexicon.Width);
    }
}
