using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace Router.Host.Grpc.Internal;

/// <summary>The headers and trailers of "gRPC over HTTP2" (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).</summary>
internal static class GrpcHeaders
{
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>How long a client should wait before it tries again, in milliseconds (gRFC A6).</summary>
    public const string RetryPushback = "grpc-retry-pushback-ms";

    public const string ContentType = "application/grpc";
    public const string Gzip = "gzip";
    public const string Identity = "identity";
    public const string Accepted = "identity,gzip";

    private static readonly FrozenSet<string> Reserved = new[]
    {
        Status, Message, Timeout, Encoding, AcceptEncoding, "grpc-message-type", "content-type", "content-length", "te", "host",
        "connection", "transfer-encoding", "trailer", "upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name belongs to the protocol and not to a call's metadata.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name);

    /// <summary>Whether a request's media type is gRPC with protobuf messages.</summary>
    public static bool IsGrpc(string? contentType)
    {
        if (contentType is null || !contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = contentType.AsSpan(ContentType.Length);
        if (rest.StartsWith("+proto", StringComparison.OrdinalIgnoreCase)) rest = rest["+proto".Length..];
        rest = rest.TrimStart();
        return rest.IsEmpty || rest[0] == ';';
    }

    /// <summary>Whether a list of encodings that a client accepts, such as <c>identity, gzip</c>, names gzip.</summary>
    public static bool AcceptsGzip(StringValues accepted)
    {
        foreach (var line in accepted)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                if (line.AsSpan(range).Trim().Equals(Gzip, StringComparison.OrdinalIgnoreCase)) return true;
            }
        }
        return false;
    }

    /// <summary>A status as gRPC's documents write it, such as <c>DEADLINE_EXCEEDED</c>.</summary>
    public static string NameOf(GrpcStatusCode code) =>
        string.Concat($"{code}".Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
