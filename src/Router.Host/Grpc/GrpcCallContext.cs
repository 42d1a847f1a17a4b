using Microsoft.AspNetCore.Http;
using Router.Host.Grpc.Internal;

namespace Router.Host.Grpc;

/// <summary>One call as its handler sees it.</summary>
public sealed class GrpcCallContext
{
    private readonly HttpContext _http;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TimeSpan? _timeout;
    private GrpcMetadata? _requestHeaders;
    private GrpcMetadata? _responseHeaders;
    private GrpcMetadata? _responseTrailers;

    internal GrpcCallContext(
        HttpContext http,
        GrpcMethod method,
        TimeProvider time,
        TimeSpan? timeout,
        CancellationToken cancellationToken,
        CancellationToken serverStopping)
    {
        (_http, Method, _time, _timeout) = (http, method.Path, time, timeout);
        (CancellationToken, ServerStopping) = (cancellationToken, serverStopping);
        _started = time.GetTimestamp();
    }

    /// <summary>The method, such as <c>/router.v1.Router/Route</c>.</summary>
    public string Method { get; }

    /// <summary>
    /// Cancelled when nobody waits for the call any more: its client gave up or is gone, its deadline passed, or the server has stopped.
    /// </summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>
    /// Cancelled when the server begins to stop. Streams that would go on for ever should end then; what goes on is cut
    /// when the time to drain is over.
    /// </summary>
    public CancellationToken ServerStopping { get; }

    /// <summary>How long the client will still wait, not below zero; null when it named no deadline.</summary>
    public TimeSpan? TimeLeft
    {
        get
        {
            if (_timeout is not { } timeout) return null;
            var left = timeout - _time.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The client's address without its port.</summary>
    public string PeerAddress => $"{_http.Connection.RemoteIpAddress}";

    /// <summary>The client's address and port; the same for all calls of a connection.</summary>
    public string Peer => $"{_http.Connection.RemoteIpAddress}:{_http.Connection.RemotePort}";

    /// <summary>The metadata that the client sent.</summary>
    /// <exception cref="GrpcException">A value under a key that ends in <c>-bin</c> is not base64.</exception>
    public GrpcMetadata RequestHeaders => _requestHeaders ??= GrpcMetadata.Read(_http.Request.Headers);

    /// <summary>Metadata to send before the first response; changes after that have no effect.</summary>
    public GrpcMetadata ResponseHeaders => _responseHeaders ??= new GrpcMetadata();

    /// <summary>Metadata to send with the status.</summary>
    public GrpcMetadata ResponseTrailers => _responseTrailers ??= new GrpcMetadata();

    internal bool HasResponseHeaders => _responseHeaders is { Count: > 0 };

    internal bool HasResponseTrailers => _responseTrailers is { Count: > 0 };
}
