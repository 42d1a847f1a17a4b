using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Router.Contracts;
using Router.Host.Listeners;
using Status = Grpc.Core.Status;

namespace Router.Host.Grpc;

/// <summary>
/// Stands before the library: answers what is not gRPC or not there, breaks calls off when the time to drain is over or their answer is not taken, and says
/// of requests that the library refuses which bound they broke.
/// </summary>
/// <param name="next">The library.</param>
/// <param name="services">What calls find; none of it is made for a call.</param>
/// <param name="served">The full name of the service that clients come for; streams of others are watches.</param>
/// <param name="maxBytes">Largest message.</param>
/// <param name="intake">How messages come in and go out.</param>
/// <param name="stopped">Cancelled when the time to drain is over.</param>
internal sealed class CallMiddleware(
    RequestDelegate next, IServiceProvider services, string served, int maxBytes, Intake intake, CancellationToken stopped)
{
    /// <summary>Bytes before each message: whether it is compressed, and its length.</summary>
    private const int PrefixBytes = 5;

    private const string MediaType = "application/grpc";
    private const string StatusHeader = "grpc-status";

    private readonly IServiceProvidersFeature _services = new ServiceProvidersFeature { RequestServices = services };

    public async Task InvokeAsync(HttpContext http)
    {
        if (!IsGrpc(http)) return;
        if (http.GetEndpoint() is null)
        {
            http.Response.ContentType = MediaType;
            // As a component of an address it is written as a status message is: in ASCII, the rest percent-encoded.
            Write(http, Refusals.NoMethod(http.Request.Path.ToUriComponent()));
            return;
        }
        if (!IsWatch(http))
        {
            await ServeAsync(http);
            return;
        }
        var connection = http.Features.GetRequiredFeature<OpenConnection>();
        if (!connection.TryBeginWatch())
        {
            await RefuseAsync(http, Refusals.TooManyWatches);
            return;
        }
        try
        {
            await ServeAsync(http);
        }
        finally
        {
            connection.EndWatch();
        }
    }

    private async Task ServeAsync(HttpContext http)
    {
        // A container's scope for each call would be held as long as its session.
        http.Features.Set(_services);
        var headers = http.Request.Headers;
        // A decision is small, and on the machines that the router runs on the network is faster than gzip: only for who compresses itself.
        if (!BoundedGzip.Name.Equals(headers["grpc-encoding"], StringComparison.OrdinalIgnoreCase)) headers.Remove("grpc-accept-encoding");
        var gone = http.RequestAborted;
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(gone, stopped);
        http.RequestAborted = cancellation.Token;
        using var body = Bound(http);
        http.Features.Set<IRequestBodyPipeFeature>(body);
        await next(http);
        if (Ending(http) is { } status) Write(http, status);
        // What ends with its first headers goes through no window.
        if (http.Response.HasStarted && !gone.IsCancellationRequested) http.Features.GetRequiredFeature<GivenAnswers>().Add(http);
    }

    private bool IsWatch(HttpContext http) => MethodOf(http) is { Type: not MethodType.Unary } method && method.ServiceName != served;

    private static IMethod? MethodOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method;

    /// <summary>
    /// A request whose client does not stream is shown to the library when it is whole: read before, it would be held, unpacked, for as long as the client
    /// leaves its end out.
    /// </summary>
    private IncomingBody Bound(HttpContext http)
    {
        var streams = MethodOf(http)?.Type is MethodType.DuplexStreaming or MethodType.ClientStreaming;
        var connection = http.Features.GetRequiredFeature<ByteBudget>();
        return new IncomingBody(http.Request.BodyReader, streams ? null : PrefixBytes + maxBytes, connection, intake, error =>
        {
            http.Features.Set(HandlerBegan.Instance);
            var answer = RouteMapping.ToException(error);
            return streams ? new RefusedRequestException(answer) : answer;
        });
    }

    /// <summary>Ends a call with an error before it has come to the library.</summary>
    public static Task RefuseAsync(HttpContext http, RouteError error)
    {
        http.Features.Set(HandlerBegan.Instance);
        http.Response.ContentType = MediaType;
        Write(http, new Status(RouteMapping.ToCode(error.Code), error.Detail));
        if (error.RetryAfterMs is { } wait) Destination(http)[RouteMapping.Pushback] = wait.ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    /// <summary>Answers what is not gRPC in terms of HTTP.</summary>
    private static bool IsGrpc(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = HttpMethods.Post;
            return false;
        }
        var type = http.Request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        var name = (end < 0 ? type : type[..end]).TrimEnd();
        if (name.Equals(MediaType, StringComparison.OrdinalIgnoreCase) || name.Equals($"{MediaType}+proto", StringComparison.OrdinalIgnoreCase))
            return true;
        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return false;
    }

    /// <summary>How the call ended, where that is not what the library said.</summary>
    private Status? Ending(HttpContext http)
    {
        var code = Destination(http)[StatusHeader].ToString();
        if (Is(StatusCode.Cancelled) && stopped.IsCancellationRequested) return Refusals.Stopping;
        if (http.Features.Get<HandlerBegan>() is not null) return null;
        if (Is(StatusCode.ResourceExhausted)) return Refusals.TooLarge(maxBytes);
        return Is(StatusCode.Unknown) ? Refusals.Malformed : null;

        bool Is(StatusCode status) => code.Equals(Number(status), StringComparison.Ordinal);
    }

    /// <param name="http">The call.</param>
    /// <param name="status">Its detail is percent-encoded, or needs no encoding.</param>
    private static void Write(HttpContext http, Status status)
    {
        var destination = Destination(http);
        destination[StatusHeader] = Number(status.StatusCode);
        destination["grpc-message"] = status.Detail;
    }

    /// <summary>A call without messages ends with its first headers, any other with trailers.</summary>
    private static IHeaderDictionary Destination(HttpContext http) =>
        http.Response.HasStarted ? http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : http.Response.Headers;

    private static string Number(StatusCode status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
