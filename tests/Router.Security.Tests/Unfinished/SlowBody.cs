using System.Net;
using System.Threading.Channels;

namespace Router.Security.Tests.Unfinished;

/// <summary>The body of a request, of which the test sends one part after the other. Whoever sends is told when the part is on its way.</summary>
internal sealed class SlowBody : HttpContent
{
    private readonly Channel<(byte[] Bytes, TaskCompletionSource Sent)> _parts = Channel.CreateUnbounded<(byte[], TaskCompletionSource)>();

    public async Task SendAsync(byte[] bytes)
    {
        var sent = new TaskCompletionSource();
        _parts.Writer.TryWrite((bytes, sent));
        await sent.Task;
    }

    public async Task FinishAsync(byte[] bytes)
    {
        await SendAsync(bytes);
        _parts.Writer.Complete();
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync();
        await foreach (var (bytes, sent) in _parts.Reader.ReadAllAsync())
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
            sent.TrySetResult();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _parts.Writer.TryComplete();
        base.Dispose(disposing);
    }
}
