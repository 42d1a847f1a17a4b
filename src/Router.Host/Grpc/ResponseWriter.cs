using Google.Protobuf;
using Grpc.Core;

namespace Router.Host.Grpc;

/// <summary>A stream of responses that are bounded, and compressed only where that is worth it.</summary>
/// <param name="responses">The library's.</param>
/// <param name="maxBytes">Largest message.</param>
internal sealed class ResponseWriter<T>(IServerStreamWriter<T> responses, int maxBytes) : IServerStreamWriter<T>
{
    /// <inheritdoc/>
    public WriteOptions? WriteOptions
    {
        get => responses.WriteOptions;
        set => responses.WriteOptions = value;
    }

    /// <inheritdoc/>
    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    /// <inheritdoc/>
    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        responses.WriteOptions = ResponseSize.Check(message, maxBytes);
        return responses.WriteAsync(message, cancellationToken);
    }
}

/// <summary>What follows from a response's size.</summary>
internal static class ResponseSize
{
    /// <summary>Smaller messages are not worth compressing.</summary>
    private const int MinCompressed = 512;

    private static readonly WriteOptions Plain = new(WriteFlags.NoCompress);

    /// <summary>How to write a response; null for as the client wants it.</summary>
    /// <exception cref="RpcException">It is larger than the server may send.</exception>
    public static WriteOptions? Check<T>(T response, int maxBytes)
    {
        var size = ((IMessage)response!).CalculateSize();
        if (size > maxBytes) throw new RpcException(Refusals.ResponseTooLarge(size, maxBytes));
        return size < MinCompressed ? Plain : null;
    }
}
