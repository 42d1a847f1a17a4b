using System.Security.Authentication;
using Grpc.Core;

namespace Router.Tools.Calls;

/// <summary>How calls ended, in words.</summary>
internal static class CallStatus
{
    /// <summary>A status as gRPC's documents write it, such as <c>DEADLINE_EXCEEDED</c>.</summary>
    public static string NameOf(StatusCode code) => code == StatusCode.OK
        ? "OK"
        : string.Concat($"{code}".Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));

    /// <summary>What the server said, or why there is no way to it.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="server">Host and port.</param>
    public static string DetailOf(Status status, string server) =>
        status.DebugException is { } cause ? $"{server}: {cause.GetBaseException().Message}" : status.Detail;

    /// <summary>Why a request over HTTP got no answer; of TLS what was wrong, which the library keeps a level deeper.</summary>
    public static string DetailOf(HttpRequestException error) => error.InnerException is AuthenticationException wrong ? wrong.Message : error.Message;
}
