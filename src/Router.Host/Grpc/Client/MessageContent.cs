using System.Net;
using Google.Protobuf;

namespace Router.Host.Grpc.Client;

/// <summary>The body of a request with one message. It can be sent again where a connection turned out to be closed.</summary>
internal sealed class MessageContent(IMessage message, int maxBytes) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        OutgoingMessage.WriteAsync(stream, message, maxBytes, cancellationToken);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
