using Google.Protobuf;
using Router.Host.Grpc.Internal;

namespace Router.Host.Grpc;

/// <summary>Writes the responses of a streaming call. Any number of threads may write; each message is written whole.</summary>
/// <typeparam name="TResponse">The message.</typeparam>
public sealed class GrpcResponseWriter<TResponse>
    where TResponse : class, IMessage<TResponse>
{
    private readonly FrameWriter _frames;

    internal GrpcResponseWriter(FrameWriter frames) => _frames = frames;

    /// <summary>Sends a message. Waits while the client is slower than the server.</summary>
    /// <param name="message">Serialised before this returns.</param>
    /// <param name="cancellationToken">Gives up waiting; the message may have been sent.</param>
    /// <exception cref="OperationCanceledException">The call is cancelled or has ended, or the caller gave up.</exception>
    /// <exception cref="GrpcException">The message is larger than the server may send.</exception>
    public Task WriteAsync(TResponse message, CancellationToken cancellationToken = default) =>
        _frames.WriteAsync(message, cancellationToken);

    /// <summary>Sends <see cref="GrpcCallContext.ResponseHeaders"/> now rather than with the first message.</summary>
    public Task SendHeadersAsync(CancellationToken cancellationToken = default) => _frames.SendHeadersAsync(cancellationToken);
}
