using Microsoft.AspNetCore.Http;

namespace Router.Host.Grpc.Internal;

/// <summary>How the messages of a call are encoded.</summary>
/// <param name="GzipRequests">The client may compress its messages.</param>
/// <param name="GzipResponses">The server may compress its own: the client compresses too, and says that it accepts gzip.</param>
internal readonly record struct CallEncoding(bool GzipRequests, bool GzipResponses)
{
    /// <summary>Reads the encodings from a request's headers.</summary>
    /// <returns>False when the client uses an encoding that the server does not know.</returns>
    public static bool TryRead(IHeaderDictionary headers, out CallEncoding encoding)
    {
        encoding = default;
        var name = headers[GrpcHeaders.Encoding].ToString();
        if (name.Length == 0 || name.Equals(GrpcHeaders.Identity, StringComparison.OrdinalIgnoreCase)) return true;
        if (!name.Equals(GrpcHeaders.Gzip, StringComparison.OrdinalIgnoreCase)) return false;
        encoding = new CallEncoding(GzipRequests: true, GzipResponses: GrpcHeaders.AcceptsGzip(headers[GrpcHeaders.AcceptEncoding]));
        return true;
    }
}
