using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Router.Host.Grpc.Internal;

/// <summary>Writes length-prefixed messages, one writer at a time, until the call ends.</summary>
/// <param name="response">The response.</param>
/// <param name="maxBytes">Largest message.</param>
/// <param name="gzip">Whether messages that are worth it are compressed.</param>
/// <param name="context">The call, whose metadata goes before the first message.</param>
/// <param name="clientGone">Called when the client turns out to be gone; cancels the call.</param>
internal sealed class FrameWriter(HttpResponse response, int maxBytes, bool gzip, GrpcCallContext context, Action clientGone) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _closed;

    /// <summary>Sends a message.</summary>
    public async Task WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken);
        try
        {
            await StartAsync();
            Write(message);
            await FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes the last message of a call; it leaves together with the status.</summary>
    public async Task WriteLastAsync(IMessage message)
    {
        await TakeTurnAsync(CancellationToken.None);
        try
        {
            await StartAsync();
            Write(message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends the headers and the call's metadata.</summary>
    public async Task SendHeadersAsync(CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken);
        try
        {
            await StartAsync();
            await FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes no more messages, unless one is being written.</summary>
    /// <returns>False when one is being written.</returns>
    public bool TryClose()
    {
        if (!_turn.Wait(0)) return false;
        _closed = true;
        _turn.Release();
        return true;
    }

    /// <summary>Waits for a message that is being written, and takes no more. The call's token must be cancelled before.</summary>
    public async Task CloseAsync()
    {
        await _turn.WaitAsync();
        _closed = true;
        _turn.Release();
    }

    /// <summary>Sends the headers if they have not been sent. Only for the one whose turn it is, or after the end.</summary>
    public async ValueTask StartAsync()
    {
        if (response.HasStarted) return;
        if (gzip) response.Headers[GrpcHeaders.Encoding] = GrpcHeaders.Gzip;
        if (context.HasResponseHeaders) context.ResponseHeaders.WriteTo(response.Headers);
        // Not with the call's token: a call that was broken off has headers too.
        await response.StartAsync(response.HttpContext.RequestAborted);
    }

    public void Dispose() => _turn.Dispose();

    private async ValueTask TakeTurnAsync(CancellationToken cancellationToken)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        await _turn.WaitAsync(cancellationToken);
        if (!_closed && !context.CancellationToken.IsCancellationRequested) return;
        _turn.Release();
        throw new OperationCanceledException("the call has ended", context.CancellationToken);
    }

    private void Write(IMessage message)
    {
        var size = message.CalculateSize();
        if (size > maxBytes)
        {
            throw new GrpcException(
                GrpcStatusCode.ResourceExhausted,
                $"the response message has {size} bytes; at most {maxBytes} are allowed (router.grpc.max-message-bytes)");
        }
        if (gzip && size >= GzipEncoding.MinBytes)
        {
            var compressed = GzipEncoding.Compress(message, size);
            WritePrefix(response.BodyWriter, compressed: true, compressed.Length);
            System.Buffers.BuffersExtensions.Write(response.BodyWriter, compressed);
            return;
        }
        WritePrefix(response.BodyWriter, compressed: false, size);
        message.WriteTo(response.BodyWriter);
    }

    private static void WritePrefix(PipeWriter body, bool compressed, int length)
    {
        FramePrefix.Write(body.GetSpan(FramePrefix.Bytes), compressed, length);
        body.Advance(FramePrefix.Bytes);
    }

    /// <summary>Waits while the client is slower than the server.</summary>
    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled && cancellationToken != context.CancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, cancellationToken);
            await FlushUntilAsync(either.Token);
        }
        else
        {
            await FlushUntilAsync(context.CancellationToken);
        }
    }

    private async ValueTask FlushUntilAsync(CancellationToken cancellationToken)
    {
        var result = await response.BodyWriter.FlushAsync(cancellationToken);
        if (!result.IsCanceled && !result.IsCompleted) return;
        clientGone();
        throw new OperationCanceledException("the client is gone", context.CancellationToken);
    }
}
