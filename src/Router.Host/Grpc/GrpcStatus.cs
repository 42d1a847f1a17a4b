using Router.Contracts;

namespace Router.Host.Grpc;

/// <summary>How a call ended, as gRPC numbers it.</summary>
public enum GrpcStatusCode
{
    /// <summary>It did what was asked.</summary>
    Ok = 0,

    /// <summary>It was given up, mostly by the caller.</summary>
    Cancelled = 1,

    /// <summary>A handler failed in a way that it did not foresee.</summary>
    Unknown = 2,

    /// <summary>The request is wrong; sending it again does not help.</summary>
    InvalidArgument = 3,

    /// <summary>There was not enough time.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be made exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>There is no room, or a bound is exceeded.</summary>
    ResourceExhausted = 8,

    /// <summary>The state of things does not allow it.</summary>
    FailedPrecondition = 9,

    /// <summary>It was broken off, mostly by a conflict with another call.</summary>
    Aborted = 10,

    /// <summary>It went past the end of something.</summary>
    OutOfRange = 11,

    /// <summary>The server has no such method, or not in this form.</summary>
    Unimplemented = 12,

    /// <summary>What was sent breaks the protocol, or the server failed.</summary>
    Internal = 13,

    /// <summary>The server or a part of it is not serving; try again later.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}

/// <summary>How a call ended.</summary>
/// <param name="Code">In what way.</param>
/// <param name="Detail">For people: what is wrong and what is allowed. Any Unicode text; more than 2,048 UTF-16 units are cut.</param>
public readonly record struct GrpcStatus(GrpcStatusCode Code, string Detail = "")
{
    /// <summary>The call did what was asked.</summary>
    public static GrpcStatus Ok => default;
}

/// <summary>
/// Ends a call with a status other than <see cref="GrpcStatusCode.Ok"/>. A server's handlers throw it, and it is not logged; a client's
/// calls throw it when they ended so.
/// </summary>
/// <param name="status">What the caller is told.</param>
/// <param name="cause">What it came from; the caller is not told.</param>
public sealed class GrpcException(GrpcStatus status, Exception? cause = null) : RouterException($"{status.Code}: {status.Detail}", cause)
{
    /// <param name="code">In what way the call ends.</param>
    /// <param name="detail">What the caller is told.</param>
    /// <param name="cause">What it came from; the caller is not told.</param>
    public GrpcException(GrpcStatusCode code, string detail, Exception? cause = null)
        : this(new GrpcStatus(code, detail), cause)
    {
    }

    /// <summary>What the caller is told.</summary>
    public GrpcStatus Status { get; } = status;

    /// <inheritdoc/>
    public override bool IsTransient =>
        Status.Code is GrpcStatusCode.Unavailable or GrpcStatusCode.ResourceExhausted or GrpcStatusCode.Aborted;
}
