using System.Buffers;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Router.Contracts;
using Router.Host.Routing;

namespace Router.Host.Http;

/// <summary>The protobuf form of <c>POST /v1/route</c>: one <c>RouteRequest</c> in, one <c>RouteDecision</c> out.</summary>
internal static class ProtobufBody
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidRequestException">The bytes are not a request, or a field is wrong.</exception>
    public static RouteRequest Read(ReadOnlySequence<byte> body) => ProtocolFormat.ToRequest(Parse(body));

    /// <summary>Answers with a decision.</summary>
    public static async Task WriteAsync(HttpContext context, RouteDecision decision)
    {
        var message = ProtocolFormat.ToProtocol(decision).ToByteArray();
        context.Response.ContentType = MediaTypes.Protobuf;
        context.Response.ContentLength = message.Length;
        await context.Response.Body.WriteAsync(message, context.RequestAborted);
    }

    private static Contracts.Protocol.RouteRequest Parse(in ReadOnlySequence<byte> body)
    {
        try
        {
            return Contracts.Protocol.RouteRequest.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException error)
        {
            // The library refuses broken UTF-8 without saying which field has it.
            if (TextFields.FindBroken(Contracts.Protocol.RouteRequest.Descriptor, body) is { } field)
                throw new InvalidRequestException(field, "is not valid UTF-8");
            throw new InvalidRequestException("body", $"is not a router.v1.RouteRequest in protobuf: {error.Message}");
        }
    }
}
