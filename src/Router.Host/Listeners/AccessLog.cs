using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Router.Host.Security;

namespace Router.Host.Listeners;

/// <summary>How a session over a WebSocket ended.</summary>
/// <param name="CloseStatus">What the router closed it with (RFC 6455, section 7.4.1); 1006 when the client was gone before.</param>
/// <param name="BytesIn">Of the client's messages.</param>
/// <param name="BytesOut">Of the router's messages.</param>
internal sealed record SessionEnd(int CloseStatus, long BytesIn, long BytesOut);

/// <summary>
/// Writes a line about each request when it has ended, and of a WebSocket when its session has. It holds nothing that a client is free to write: of the
/// path the pattern that it fits, of methods those that there are.
/// </summary>
internal sealed class AccessLog(ILogger logger, TimeProvider time)
{
    /// <summary>The category of its lines.</summary>
    public const string Category = "Router.Access";

    private const string Nothing = "-";

    private static readonly string[] Methods =
    [
        HttpMethods.Get, HttpMethods.Post, HttpMethods.Head, HttpMethods.Delete, HttpMethods.Options, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Connect, HttpMethods.Trace,
    ];

    /// <summary>Has a request answered, and writes its line.</summary>
    public async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        var started = time.GetTimestamp();
        var body = new CountedBody(http.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        http.Features.Set<IHttpResponseBodyFeature>(body);
        var isAnswered = false;
        try
        {
            await next(http);
            isAnswered = true;
        }
        finally
        {
            Write(http, isAnswered, body.Bytes, time.GetElapsedTime(started));
        }
    }

    private void Write(HttpContext http, bool isAnswered, long bytesOut, TimeSpan elapsed)
    {
        var session = http.Features.Get<SessionEnd>();
        var isGrpc = session is null && http.Response.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
        var protocol = session is not null ? "websocket" : isGrpc ? "grpc" : "http";
        var method = Array.Find(Methods, known => HttpMethods.Equals(known, http.Request.Method)) ?? "_OTHER";
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? Nothing;
        var status = session?.CloseStatus ?? (isGrpc ? GrpcStatusOf(http) : HttpStatusOf(http, isAnswered));
        var bytesIn = session?.BytesIn ?? (http.Features.Get<IRequestBodyPipeFeature>() as IncomingBody)?.BytesRead ?? 0;
        var (caller, tenant) = (Quote(http.User.FindFirstValue(CallerClaims.Id)), Quote(http.User.FindFirstValue(CallerClaims.Tenant)));
        var address = $"{http.Connection.RemoteIpAddress}";
        LogMessages.Request(
            logger, protocol, method, route, status, elapsed.TotalMilliseconds, bytesIn, session?.BytesOut ?? bytesOut, caller, tenant, address, http.TraceIdentifier);
    }

    private static int HttpStatusOf(HttpContext http, bool isAnswered) => http.Response.HasStarted ? http.Response.StatusCode
        : http.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest
        : isAnswered ? http.Response.StatusCode : StatusCodes.Status500InternalServerError;

    /// <summary>A call without one was broken off: CANCELLED.</summary>
    private static int GrpcStatusOf(HttpContext http)
    {
        var trailers = http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var status = trailers?.TryGetValue("grpc-status", out var last) == true ? last : http.Response.Headers["grpc-status"];
        return int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 1;
    }

    /// <summary>Names of keys are words; what an issuer of tokens calls its subjects need not be, and must not look like other fields.</summary>
    private static string Quote(string? name)
    {
        if (string.IsNullOrEmpty(name)) return Nothing;
        return name.All(character => char.IsAsciiLetterOrDigit(character) || "-_.:@|/".Contains(character, StringComparison.Ordinal))
            ? name
            : $"\"{JavaScriptEncoder.Default.Encode(name)}\"";
    }
}
