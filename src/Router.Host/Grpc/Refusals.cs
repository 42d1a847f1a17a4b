using Grpc.Core;
using Router.Contracts;
using Status = Grpc.Core.Status;

namespace Router.Host.Grpc;

/// <summary>Statuses of calls whose bytes are refused.</summary>
internal static class Refusals
{
    /// <summary>A request is over the bound.</summary>
    /// <param name="maxBytes">The bound.</param>
    public static Status TooLarge(int maxBytes) => new(
        StatusCode.ResourceExhausted,
        $"the request message is too large; at most {maxBytes} bytes are allowed, decompressed (router.grpc.max-message-bytes)");

    /// <summary>A response is over the bound.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="maxBytes">The bound.</param>
    public static Status ResponseTooLarge(int bytes, int maxBytes) => new(
        StatusCode.ResourceExhausted,
        $"the response message has {bytes} bytes; at most {maxBytes} are allowed (router.grpc.max-message-bytes)");

    /// <summary>The client leaves its window shut; it hears only that the call is broken off.</summary>
    public static Status Untaken { get; } = new(StatusCode.Cancelled, "the client did not take what it was told (router.limits.receive-timeout)");

    /// <summary>A connection has as many watches as it may.</summary>
    public static RouteError TooManyWatches { get; } = new(
        ErrorCodes.ResourceExhausted, "this connection has as many streams of health and reflection open as it may; end one, or use another connection");

    /// <summary>There is nothing to call.</summary>
    /// <param name="path">The path asked for.</param>
    public static Status NoMethod(string? path) => new(StatusCode.Unimplemented, $"there is no method {path}");

    /// <summary>The bytes are no gRPC messages.</summary>
    public static Status Malformed { get; } = new(StatusCode.Internal, "the request is malformed: its messages have no valid length prefix");

    /// <summary>The time to drain is over.</summary>
    public static Status Stopping { get; } = new(StatusCode.Unavailable, "the server is stopping");
}

/// <summary>What a client sent in a stream of requests is none, it is gone, or it takes no answers; the session that reads it ends so.</summary>
/// <param name="answer">What the client is told.</param>
/// <param name="cause">What the library found.</param>
internal sealed class RefusedRequestException(RpcException answer, Exception? cause = null) : RouterException(answer.Status.Detail, cause)
{
    public RefusedRequestException(Status status, Exception cause)
        : this(new RpcException(status), cause)
    {
    }

    /// <summary>What the client is told.</summary>
    public RpcException Answer { get; } = answer;

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
