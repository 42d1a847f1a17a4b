using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Router.Host.Listeners;

/// <summary>The body of an answer on its way out: counts its bytes.</summary>
/// <param name="inner">The server's.</param>
internal sealed class CountedBody(IHttpResponseBodyFeature inner) : PipeWriter, IHttpResponseBodyFeature
{
    private Stream? _stream;

    /// <summary>Bytes written.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public Stream Stream => _stream ??= AsStream(leaveOpen: true);

    /// <inheritdoc/>
    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => inner.Writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.Writer.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.Writer.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        inner.Writer.Advance(bytes);
        Bytes += bytes;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Bytes += source.Length;
        return inner.Writer.WriteAsync(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.Writer.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Writer.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.Writer.CompleteAsync(exception);

    /// <inheritdoc/>
    public void DisableBuffering() => inner.DisableBuffering();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);

    /// <inheritdoc/>
    Task IHttpResponseBodyFeature.CompleteAsync() => inner.CompleteAsync();
}
