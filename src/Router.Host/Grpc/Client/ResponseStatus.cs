using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Router.Host.Grpc.Internal;

namespace Router.Host.Grpc.Client;

/// <summary>How a call ended, as the response or its absence tells.</summary>
internal static class ResponseStatus
{
    /// <summary>Of a response that ended without saying how.</summary>
    public static readonly GrpcStatus Missing = new(GrpcStatusCode.Internal, "the response ended without a status");

    /// <summary>Reads the status from trailers, or from the headers of a response without messages; null when there is none.</summary>
    public static GrpcStatus? Read(HttpResponseHeaders headers)
    {
        if (Value(headers, GrpcHeaders.Status) is not { } status) return null;
        var code = int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Enum.IsDefined((GrpcStatusCode)number) ? (GrpcStatusCode)number : GrpcStatusCode.Unknown;
        return new GrpcStatus(code, PercentEncoding.Decode(Value(headers, GrpcHeaders.Message) ?? ""));
    }

    /// <summary>
    /// What a response that is not gRPC means, after
    /// https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md; null when it is gRPC.
    /// </summary>
    public static GrpcStatus? OfHttp(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            return new GrpcStatus(CodeOf(response.StatusCode), $"the server answered with HTTP status {(int)response.StatusCode}");
        var type = response.Content.Headers.ContentType?.ToString();
        return GrpcHeaders.IsGrpc(type) ? null : new GrpcStatus(GrpcStatusCode.Unknown, $"the server answered with {type ?? "no media type"}");
    }

    /// <summary>What a failure of the connection means; for a stream that was reset, after PROTOCOL-HTTP2.md, "Errors".</summary>
    public static GrpcStatus Of(Exception error, Uri address)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException reset) return new GrpcStatus(CodeOf(reset.ErrorCode), $"the stream was reset: {reset.Message}");
        }
        return new GrpcStatus(GrpcStatusCode.Unavailable, $"{address.GetLeftPart(UriPartial.Authority)}: {error.Message}");
    }

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static GrpcStatusCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => GrpcStatusCode.Internal,
        HttpStatusCode.Unauthorized => GrpcStatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => GrpcStatusCode.PermissionDenied,
        HttpStatusCode.NotFound => GrpcStatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };

    /// <summary>
    /// Of HTTP/2's error codes: NO_ERROR, REFUSED_STREAM, CANCEL, ENHANCE_YOUR_CALM and INADEQUATE_SECURITY; all others are internal.
    /// NO_ERROR comes from a server that closes the connection in good order while the client may still send: what the server said last
    /// of the call can be lost then, as HttpClient lets the closed connection win over the trailers.
    /// </summary>
    private static GrpcStatusCode CodeOf(long error) => error switch
    {
        0 => GrpcStatusCode.Unavailable,
        7 => GrpcStatusCode.Unavailable,
        8 => GrpcStatusCode.Cancelled,
        11 => GrpcStatusCode.ResourceExhausted,
        12 => GrpcStatusCode.PermissionDenied,
        _ => GrpcStatusCode.Internal,
    };
}
