using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Router.Contracts;

namespace Router.Host.Security;

/// <summary>A line of the audit log.</summary>
/// <param name="Act">What was done, or was to be.</param>
/// <param name="Who">The caller's name, as sessions are counted under; "" for who is not known.</param>
/// <param name="Tenant">The caller's tenant; "" for none.</param>
/// <param name="From">The address that it came from; "" for the node itself.</param>
/// <param name="What">With what it was done: a member, a file, a call.</param>
/// <param name="Result"><see cref="Done"/>, or one of <see cref="ErrorCodes"/>.</param>
internal sealed record AuditAct(string Act, string Who, string Tenant, string From, string What, string Result)
{
    /// <summary>The result of what went well.</summary>
    public const string Done = "OK";

    /// <summary>Callers choose some of it.</summary>
    private const int MaxLength = 256;

    /// <summary>When; set when it is written.</summary>
    [JsonPropertyOrder(-2)]
    public DateTimeOffset Time { get; init; }

    /// <summary>On which node; set when it is written.</summary>
    [JsonPropertyOrder(-1)]
    public string Node { get; init; } = "";

    /// <summary>A digest, or what was wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>Refused callers since the line before that have none of their own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Untold { get; init; }

    /// <summary>The id of the request that asked for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trace { get; init; }

    /// <summary>The same act, with what was wrong.</summary>
    public AuditAct Because(string why) => this with { Detail = why.Length > MaxLength ? why[..MaxLength] : why };

    /// <summary>What the node does by itself.</summary>
    public static AuditAct OfNode(string act, string what, string result = Done) => new(act, "", "", "", what, result);

    /// <summary>What a caller asks for.</summary>
    public static AuditAct Of(HttpContext http, string act, string what, string? error) => new(
        act,
        http.User.FindFirstValue(CallerClaims.Id) ?? "",
        http.User.FindFirstValue(CallerClaims.Tenant) ?? "",
        $"{http.Connection.RemoteIpAddress}",
        what.Length > MaxLength ? what[..MaxLength] : what,
        error ?? Done)
    {
        Trace = http.TraceIdentifier,
    };

    /// <summary>A call that is refused to who makes it.</summary>
    public static AuditAct OfRefused(HttpContext http, string act, string error) =>
        Of(http, act, $"{http.Request.Method} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}", error);
}
