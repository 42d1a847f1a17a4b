using Router.Contracts;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Routing;

namespace Router.Host.Grpc.Services;

/// <summary>Translates between <c>router.v1</c> over gRPC and the router's own messages.</summary>
internal static class RouteMapping
{
    /// <summary>Kept back from a client's deadline, so that a decision made when its time is over still reaches the client.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(5);

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

    /// <summary>The status that an error becomes.</summary>
    public static GrpcStatus ToStatus(RouteError error) => new(ToCode(error.Code), error.Detail);

    /// <summary>What a request asks for over the bound is the router's to refuse; a deadline that is far off is no error.</summary>
    private static TimeSpan Shortest(TimeSpan? asked, TimeSpan left, TimeSpan most)
    {
        if (asked > most) return asked.Value;
        var bound = asked ?? most;
        return left < bound ? left : bound;
    }

    private static GrpcStatusCode ToCode(string code) => code switch
    {
        ErrorCodes.InvalidArgument => GrpcStatusCode.InvalidArgument,
        ErrorCodes.DeadlineExceeded => GrpcStatusCode.DeadlineExceeded,
        ErrorCodes.ResourceExhausted => GrpcStatusCode.ResourceExhausted,
        ErrorCodes.Unavailable => GrpcStatusCode.Unavailable,
        ErrorCodes.NotFound => GrpcStatusCode.NotFound,
        ErrorCodes.Unimplemented => GrpcStatusCode.Unimplemented,
        _ => GrpcStatusCode.Internal,
    };
}
