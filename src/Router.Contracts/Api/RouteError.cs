using System.Text.Json.Serialization;

namespace Router.Contracts;

/// <summary>Why there is no decision; the same in every front end.</summary>
/// <param name="Code">What kind of error, for programs: one of <see cref="ErrorCodes"/>.</param>
/// <param name="Detail">What is wrong and what is allowed, for people.</param>
/// <param name="Field">The field of the request that is wrong, where there is one.</param>
/// <param name="RetryAfterMs">When to try again, in milliseconds, where waiting helps.</param>
public sealed record RouteError(
    string Code,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs = null)
{
    /// <summary>What a full router says.</summary>
    public const string FullDetail = "the router has as much work queued as it may have; try again later";

    /// <summary>The error that a refused query becomes.</summary>
    /// <param name="refused">Why it ended.</param>
    /// <param name="timeoutField">What the client calls the time that it allows.</param>
    public static RouteError From(RouteRefused refused, string timeoutField = "timeoutMs") => refused.Reason switch
    {
        RefusalReason.QueueFull => new(
            ErrorCodes.ResourceExhausted,
            FullDetail,
            RetryAfterMs: (long?)refused.RetryAfter?.TotalMilliseconds),
        RefusalReason.DeadlineExceeded => new(
            ErrorCodes.DeadlineExceeded, "the time allowed was too short, or it passed before there was a decision", timeoutField),
        RefusalReason.ShuttingDown => Stopping,
        RefusalReason.BackboneUnavailable => new(ErrorCodes.Unavailable, "the backbone is not running"),
        RefusalReason.SubsystemsUnavailable => new(ErrorCodes.Unavailable, "no subsystem is running"),
        _ => new(ErrorCodes.Internal, $"the query was refused: {refused.Reason}"),
    };

    /// <summary>The error that a wrong request becomes.</summary>
    public static RouteError From(InvalidRequestException invalid) => new(ErrorCodes.InvalidArgument, invalid.Message, invalid.Field);

    /// <summary>The error of a node that is not serving yet.</summary>
    public static RouteError Starting { get; } =
        new(ErrorCodes.Unavailable, "this node is starting; try again in a moment", RetryAfterMs: 1000);

    /// <summary>The error of a node that is stopping.</summary>
    public static RouteError Stopping { get; } = new(ErrorCodes.Unavailable, "this node is stopping; use another, or try again later");

    /// <summary>The error of a node that is in no cluster and is asked about its.</summary>
    public static RouteError InNoCluster { get; } = new(ErrorCodes.NotFound, "this node is in no cluster (router.cluster.enabled)");

    /// <summary>The error that a failure of the router's own becomes; it says nothing of the cause, which is in the log.</summary>
    public static RouteError Internal { get; } = new(ErrorCodes.Internal, "the router failed on this query; its log says why");
}

/// <summary>The kinds of error, named as gRPC names them.</summary>
public static class ErrorCodes
{
    /// <summary>The request is wrong; sending it again does not help.</summary>
    public const string InvalidArgument = "INVALID_ARGUMENT";

    /// <summary>There was not enough time.</summary>
    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";

    /// <summary>There is no room at the moment.</summary>
    public const string ResourceExhausted = "RESOURCE_EXHAUSTED";

    /// <summary>The node or a part of it is not serving.</summary>
    public const string Unavailable = "UNAVAILABLE";

    /// <summary>Who asks is not known.</summary>
    public const string Unauthenticated = "UNAUTHENTICATED";

    /// <summary>Whoever asks may not.</summary>
    public const string PermissionDenied = "PERMISSION_DENIED";

    /// <summary>There is nothing under this address.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>The address does not take this method.</summary>
    public const string Unimplemented = "UNIMPLEMENTED";

    /// <summary>The router failed.</summary>
    public const string Internal = "INTERNAL";
}

/// <summary>An error in the place of a decision.</summary>
/// <param name="Error">The error.</param>
public sealed record ErrorEnvelope(RouteError Error);
