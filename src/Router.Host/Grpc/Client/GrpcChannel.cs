using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Router.Host.Grpc.Internal;

namespace Router.Host.Grpc.Client;

/// <summary>
/// Calls a gRPC server over HTTP/2: in cleartext for an <c>http</c> address (the server is known to speak HTTP/2), with TLS for an
/// <c>https</c> one. Connects when first used, and again when a connection is lost; opens a further connection when all streams of those it
/// has are taken. Any number of threads may call. docs/decisions/0005-grpc-wire.md says what of gRPC it covers.
/// </summary>
public sealed class GrpcChannel : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly GrpcChannelOptions _options;

    /// <param name="address">Scheme, host and port of the server.</param>
    /// <param name="options">How to talk to it.</param>
    /// <exception cref="ArgumentException">The scheme is neither http nor https.</exception>
    public GrpcChannel(Uri address, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{address}' is no address of a gRPC server; http://host:port or https://host:port is", nameof(address));
        (Address, _options) = (address, options ?? new GrpcChannelOptions());
        _http = new HttpMessageInvoker(CreateHandler(_options));
    }

    /// <summary>The server's address.</summary>
    public Uri Address { get; }

    /// <summary>Sends one request and waits for its one response.</summary>
    /// <param name="method">What to call.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long it may take; the server is told. Null for as long as it takes.</param>
    /// <param name="cancellationToken">Gives the call up; the server is told.</param>
    /// <exception cref="GrpcException">The call ended with another status than OK, or there is no way to the server.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        GrpcClientMethod<TRequest, TResponse> method, TRequest request, TimeSpan? timeout, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(method);
        using var call = new ClientCall(_http, Address, _options, timeout, cancellationToken);
        call.Start(method.Path, new MessageContent(request, _options.MaxMessageBytes));
        var response = await call.ReadAsync(method.Parser);
        if (response is not null && await call.ReadAsync(method.Parser) is not null)
            throw new GrpcException(GrpcStatusCode.Internal, "the method gives one response; there were more");
        return response ?? throw new GrpcException(GrpcStatusCode.Internal, "the method gives one response; there was none");
    }

    /// <summary>Opens a call with a stream of requests and a stream of responses.</summary>
    /// <param name="method">What to call.</param>
    /// <param name="timeout">How long the whole call may take; the server is told. Null for as long as it takes.</param>
    /// <param name="cancellationToken">Gives the call up; the server is told.</param>
    public GrpcDuplexCall<TRequest, TResponse> Duplex<TRequest, TResponse>(
        GrpcClientMethod<TRequest, TResponse> method, TimeSpan? timeout, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(method);
        return new GrpcDuplexCall<TRequest, TResponse>(
            new ClientCall(_http, Address, _options, timeout, cancellationToken), method, _options.MaxMessageBytes);
    }

    /// <summary>Closes the connections; calls under way end with UNAVAILABLE.</summary>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler CreateHandler(GrpcChannelOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.TrustedRoots is { } roots)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }
        return new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            SslOptions = tls,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
    }
}
