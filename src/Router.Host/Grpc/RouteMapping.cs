using System.Globalization;
using Grpc.Core;
using Router.Contracts;
using Status = Grpc.Core.Status;

namespace Router.Host.Grpc;

/// <summary>Translates between <c>router.v1</c> over gRPC and the router's own messages.</summary>
internal static class RouteMapping
{
    /// <summary>Kept back from a client's deadline, so that a decision made when its time is over still reaches the client.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(5);

    /// <summary>When to try again, in milliseconds (gRFC A6).</summary>
    public const string Pushback = "grpc-retry-pushback-ms";

    /// <summary>The router's request.</summary>
    /// <param name="message">What the client asks.</param>
    /// <param name="timeLeft">How long the client waits; null when it does not say.</param>
    /// <param name="limits">Bounds.</param>
    /// <exception cref="Contracts.InvalidRequestException">A field is wrong.</exception>
    public static RouteRequest ToRequest(Contracts.Protocol.RouteRequest message, TimeSpan? timeLeft, RoutingLimits limits)
    {
        var request = RequestTime.Check(ProtocolFormat.ToRequest(message), limits);
        return timeLeft is { } left ? request with { Timeout = Shortest(request.Timeout, left - AnswerTime, limits.MaxTimeout) } : request;
    }

    /// <summary>The end of a call that an error becomes, with the hint that clients with a retry policy obey (gRFC A6).</summary>
    public static RpcException ToException(RouteError error)
    {
        var trailers = new Metadata();
        if (error.RetryAfterMs is { } milliseconds) trailers.Add(Pushback, milliseconds.ToString(CultureInfo.InvariantCulture));
        return new RpcException(new Status(ToCode(error.Code), error.Detail), trailers);
    }

    /// <summary>The status of an error's code.</summary>
    public static StatusCode ToCode(string code) => code switch
    {
        ErrorCodes.InvalidArgument => StatusCode.InvalidArgument,
        ErrorCodes.DeadlineExceeded => StatusCode.DeadlineExceeded,
        ErrorCodes.ResourceExhausted => StatusCode.ResourceExhausted,
        ErrorCodes.Unavailable => StatusCode.Unavailable,
        ErrorCodes.Unauthenticated => StatusCode.Unauthenticated,
        ErrorCodes.PermissionDenied => StatusCode.PermissionDenied,
        ErrorCodes.NotFound => StatusCode.NotFound,
        ErrorCodes.Unimplemented => StatusCode.Unimplemented,
        _ => StatusCode.Internal,
    };

    /// <summary>What a request asks for over the bound is the router's to refuse; a deadline that is far off is no error.</summary>
    private static TimeSpan Shortest(TimeSpan? asked, TimeSpan left, TimeSpan most)
    {
        if (asked > most) return asked.Value;
        var bound = asked ?? most;
        return left < bound ? left : bound;
    }
}
