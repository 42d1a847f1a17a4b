using System.Text.Json.Serialization;

namespace Router.Contracts;

/// <summary>An error as RFC 9457 has it, with the router's own members <c>code</c>, <c>field</c>, <c>retryAfterMs</c> and <c>traceId</c>.</summary>
/// <param name="Type">Names the kind of problem.</param>
/// <param name="Title">The kind in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong with this request.</param>
/// <param name="Code">The kind for programs: one of <see cref="ErrorCodes"/>.</param>
/// <param name="Field">The field that is wrong, where there is one.</param>
/// <param name="RetryAfterMs">When to try again, in milliseconds, where waiting helps.</param>
/// <param name="TraceId">The request's id: 32 hexadecimal digits, which stand in the log of the router as well.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs,
    string TraceId)
{
    /// <summary>The media type of a problem.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The problem that an error is.</summary>
    /// <param name="error">The error.</param>
    /// <param name="traceId">The id of the request that it is about.</param>
    /// <param name="status">Its HTTP status where the one of its code is not exact enough.</param>
    public static Problem From(RouteError error, string traceId, int? status = null)
    {
        var (usual, title) = Describe(error.Code);
        return new Problem(
            "urn:router:problem:" + error.Code.ToLowerInvariant().Replace('_', '-'),
            title, status ?? usual, error.Detail, error.Code, error.Field, error.RetryAfterMs, traceId);
    }

    private static (int Status, string Title) Describe(string code) => code switch
    {
        ErrorCodes.InvalidArgument => (400, "The request is not valid"),
        ErrorCodes.Unauthenticated => (401, "Who asks is not known"),
        ErrorCodes.PermissionDenied => (403, "This is not allowed"),
        ErrorCodes.NotFound => (404, "There is nothing here"),
        ErrorCodes.Unimplemented => (405, "The method is not allowed here"),
        ErrorCodes.ResourceExhausted => (429, "The router is full"),
        ErrorCodes.Unavailable => (503, "The router is not serving"),
        ErrorCodes.DeadlineExceeded => (504, "The time allowed passed"),
        _ => (500, "The router failed"),
    };
}
