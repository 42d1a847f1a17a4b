using System.Buffers;
using Google.Protobuf;
using Router.Host.Grpc.Internal;

namespace Router.Host.Grpc.Client;

/// <summary>Writes a message with its prefix.</summary>
internal static class OutgoingMessage
{
    /// <summary>Writes a message in one piece.</summary>
    /// <exception cref="GrpcException">It is too large; nothing was written.</exception>
    public static async Task WriteAsync(Stream stream, IMessage message, int maxBytes, CancellationToken cancellationToken)
    {
        var size = message.CalculateSize();
        if (size > maxBytes)
        {
            throw new GrpcException(
                GrpcStatusCode.ResourceExhausted, $"the request message has {size} bytes; at most {maxBytes} may be sent");
        }
        var rented = ArrayPool<byte>.Shared.Rent(FramePrefix.Bytes + size);
        try
        {
            FramePrefix.Write(rented, compressed: false, size);
            message.WriteTo(rented.AsSpan(FramePrefix.Bytes, size));
            await stream.WriteAsync(rented.AsMemory(0, FramePrefix.Bytes + size), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
