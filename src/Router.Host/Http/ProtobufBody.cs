using System.Buffers;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Router.Contracts;
using Router.Contracts.Protocol;
using RouteDecision = Router.Contracts.RouteDecision;
using RouteRequest = Router.Host.Routing.RouteRequest;

namespace Router.Host.Http;

/// <summary>The protobuf form of <c>POST /v1/route</c>: one <c>RouteRequest</c> in, one <c>RouteDecision</c> out.</summary>
internal static class ProtobufBody
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidRequestException">The bytes are not a request, or a field is wrong.</exception>
    public static RouteRequest Read(in ReadOnlySequence<byte> body)
    {
        var message = Parse(body);
        if (message.Language.Length > 0) RequestReader.CheckLanguage(message.Language);
        return new RouteRequest(message.Text)
        {
            Priority = PriorityOf(message.Priority),
            Timeout = message.TimeoutMs > 0 ? TimeSpan.FromMilliseconds(message.TimeoutMs) : null,
            TimeoutField = "timeout_ms",
        };
    }

    /// <summary>Answers with a decision.</summary>
    public static async Task WriteAsync(HttpContext context, RouteDecision decision)
    {
        var message = ProtocolFormat.ToProtocol(decision);
        context.Response.ContentType = MediaTypes.Protobuf;
        context.Response.ContentLength = message.CalculateSize();
        message.WriteTo(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static Contracts.Protocol.RouteRequest Parse(in ReadOnlySequence<byte> body)
    {
        try
        {
            return Contracts.Protocol.RouteRequest.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidRequestException("body", $"is not a router.v1.RouteRequest in protobuf: {error.Message}");
        }
    }

    private static QueryPriority PriorityOf(Priority priority) => priority switch
    {
        Priority.Unspecified or Priority.Normal => QueryPriority.Normal,
        Priority.Low => QueryPriority.Low,
        Priority.High => QueryPriority.High,
        _ => throw new InvalidRequestException("priority", $"is {(int)priority}; allowed are 0 to 3"),
    };
}
