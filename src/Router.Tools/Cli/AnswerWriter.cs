using System.Buffers;
using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Listeners;

namespace Router.Tools.Cli;

/// <summary>Writes answers as JSON lines: UTF-8, one object a line.</summary>
internal sealed class AnswerWriter : IAsyncDisposable
{
    private const int FlushBytes = 32 * 1024;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushBytes);
    private readonly Utf8JsonWriter _json;

    /// <param name="stream">Where they go; closed with the writer.</param>
    public AnswerWriter(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = WireJson.Options.Encoder });
    }

    /// <summary>Writes one answer.</summary>
    /// <param name="answer">A <see cref="RouteDecision"/> or an <see cref="ErrorEnvelope"/>.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async ValueTask WriteAsync(object answer, CancellationToken cancellationToken)
    {
        if (answer is RouteDecision decision) JsonSerializer.Serialize(_json, decision, WireJson.Decision);
        else JsonSerializer.Serialize(_json, (ErrorEnvelope)answer, WireJson.Error);
        await _json.FlushAsync(cancellationToken);
        _json.Reset();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushBytes) await FlushAsync(cancellationToken);
    }

    /// <summary>Passes on what was written so far.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount == 0) return;
        await _stream.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
        _buffer.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await FlushAsync(CancellationToken.None);
        await _json.DisposeAsync();
        await _stream.DisposeAsync();
    }
}
