using System.Net;

namespace Router.Host.Grpc.Client;

/// <summary>The body of a request whose messages are written while the call is open. It cannot be sent again.</summary>
internal sealed class RequestStream : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where messages are written, once there is a connection.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>Ends the request: no message follows.</summary>
    public void Complete() => _completed.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_opened.TrySetResult(stream)) throw new IOException("the stream of requests was broken off and cannot be sent again");
        // Without messages nothing else would send the headers.
        await stream.FlushAsync(cancellationToken);
        await _completed.Task.WaitAsync(cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
