using System.Buffers;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Router.Contracts;
using Router.Contracts.Protocol;
using Router.Host.Grpc.Internal;
using Router.Host.Routing;
using RouteDecision = Router.Contracts.RouteDecision;
using RouteRequest = Router.Host.Routing.RouteRequest;

namespace Router.Host.Http;

/// <summary>The protobuf form of <c>POST /v1/route</c>: one <c>RouteRequest</c> in, one <c>RouteDecision</c> out.</summary>
internal static class ProtobufBody
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidRequestException">The bytes are not a request, or a field is wrong.</exception>
    public static RouteRequest Read(ReadOnlySequence<byte> body) => ToRequest(Parse(body));

    /// <summary>The request that a message stands for.</summary>
    /// <exception cref="InvalidRequestException">A field is wrong.</exception>
    public static RouteRequest ToRequest(Contracts.Protocol.RouteRequest message)
    {
        if (message.Language.Length > 0) RequestReader.CheckLanguage(message.Language);
        return new RouteRequest(message.Text)
        {
            Priority = PriorityOf(message.Priority),
            Timeout = message.TimeoutMs > 0 ? TimeSpan.FromMilliseconds(message.TimeoutMs) : null,
            TimeoutField = "timeout_ms",
            TimeZone = message.TimeZone.Length > 0 ? TimeZones.Find(message.TimeZone, "time_zone") : null,
        };
    }

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
        Contracts.Protocol.RouteRequest message;
        try
        {
            message = Contracts.Protocol.RouteRequest.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidRequestException("body", $"is not a router.v1.RouteRequest in protobuf: {error.Message}");
        }
        if (TextFields.FindBroken(Contracts.Protocol.RouteRequest.Descriptor, body) is not { } field) return message;
        throw new InvalidRequestException(field, "is not valid UTF-8");
    }

    /// <summary>The router's priority.</summary>
    /// <exception cref="InvalidRequestException">It is none of those that there are.</exception>
    public static QueryPriority PriorityOf(Priority priority) => priority switch
    {
        Priority.Unspecified or Priority.Normal => QueryPriority.Normal,
        Priority.Low => QueryPriority.Low,
        Priority.High => QueryPriority.High,
        _ => throw new InvalidRequestException("priority", $"is {(int)priority}; allowed are 0 to 3"),
    };
}
