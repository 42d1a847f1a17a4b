using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts.Protocol;
using Router.Host.Grpc;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Security;
using Router.Host.Tests.Grpc;
using Router.Host.Tests.Sessions;
using Router.Host.Tls;

namespace Router.Host.Tests.Security;

/// <summary>
/// The three doors of a node whose models are not loaded: who gets in learns that the node is starting, which here is called "in".
/// </summary>
internal sealed class SecuredDoors : IAsyncDisposable
{
    private readonly HttpFrontEnd _http;
    private readonly GrpcFrontEnd _grpc;
    private readonly GrpcChannel _channel;
    private readonly SocketsHttpHandler _handler;
    private readonly bool _isOwner;

    private SecuredDoors(HttpFrontEnd http, GrpcFrontEnd grpc, SslStreamCertificateContext? certificate, bool isOwner)
    {
        (_http, _grpc, _isOwner) = (http, grpc, isOwner);
        _handler = Handler(certificate);
        _channel = GrpcChannel.ForAddress(grpc.Address, new GrpcChannelOptions { HttpHandler = Handler(certificate), DisposeHttpClient = true });
        Client = new HttpClient(_handler, disposeHandler: false) { BaseAddress = http.Address };
    }

    public static IEnumerable<string> All { get; } = ["http", "websocket", "grpc", "grpc-stream"];

    public HttpClient Client { get; }

    public GrpcChannel Channel => _channel;

    public static SecuritySettings Settings(string? keys = null, JwtSettings? jwt = null, RateLimitSettings? limit = null, string? certificates = null, string? revoked = null) =>
        new() { Insecure = false, ApiKeysFile = keys, ClientCertificatesFile = certificates, RevokedCertificatesFile = revoked, Jwt = jwt, RateLimit = limit };

    public static async Task<SecuredDoors> StartAsync(
        SecuritySettings settings, TimeProvider? time = null, ILoggerFactory? loggers = null, TlsSettings? tls = null, params string[] allowedHosts)
    {
        var (log, clock, gate) = (loggers ?? NullLoggerFactory.Instance, time ?? TimeProvider.System, new NodeGate("node-1"));
        var services = OpenDoors.Services(Access.Create(settings, AuditLog.None, log, clock), loggers: log, time: clock) with
        {
            AccessLog = new AccessLog(log.CreateLogger(AccessLog.Category), clock),
        };
        var options = new HttpOptions
        {
            Listener = OpenDoors.Listener("router.http") with { Tls = tls },
            MaxRequestBytes = 1024 * 1024,
            MaxTexts = 256,
            AllowedOrigins = [],
            AllowedHosts = allowedHosts,
        };
        var http = await HttpFrontEnd.StartAsync(options, gate, services, CancellationToken.None);
        var side = GrpcFrontEndTests.Settings with { Listener = GrpcFrontEndTests.Settings.Listener with { Tls = tls } };
        var grpc = await GrpcFrontEnd.StartAsync(side, gate, services, CancellationToken.None);
        return new SecuredDoors(http, grpc, certificate: null, isOwner: true);
    }

    /// <summary>The same doors, for clients who show a certificate.</summary>
    /// <param name="certificate">With its private key.</param>
    /// <param name="between">Those between it and an authority, which are shown too.</param>
    public SecuredDoors Showing(X509Certificate2 certificate, params X509Certificate2[] between) =>
        new(_http, _grpc, SslStreamCertificateContext.Create(certificate, [.. between], offline: true), isOwner: false);

    /// <summary>Tries a door.</summary>
    /// <param name="door">One of <see cref="All"/>.</param>
    /// <param name="headers">What the caller shows.</param>
    /// <returns>Status and detail; the status is <c>in</c> for who got in, else UNAUTHENTICATED, PERMISSION_DENIED or RESOURCE_EXHAUSTED.</returns>
    public Task<(string Status, string Detail)> TryAsync(string door, params (string Name, string Value)[] headers) => door switch
    {
        "http" => TryHttpAsync(headers),
        "websocket" => TryWebSocketAsync(headers),
        "grpc" => TryGrpcAsync(async metadata => await new Contracts.Protocol.Router.RouterClient(_channel).RouteAsync(new RouteRequest { Text = "a" }, metadata), headers),
        _ => TryGrpcAsync(
            async metadata =>
            {
                using var call = new Contracts.Protocol.Router.RouterClient(_channel).Stream(metadata);
                await call.ResponseStream.MoveNext(CancellationToken.None);
            },
            headers),
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _channel.Dispose();
        _handler.Dispose();
        if (!_isOwner) return;
        await _http.DisposeAsync();
        await _grpc.DisposeAsync();
    }

    /// <summary>The doors are what is tested, not whether their certificate is right.</summary>
    private static SocketsHttpHandler Handler(SslStreamCertificateContext? certificate) =>
        new() { SslOptions = { ClientCertificateContext = certificate, RemoteCertificateValidationCallback = (_, found, _, _) => found is not null } };

    private async Task<(string Status, string Detail)> TryHttpAsync((string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/route") { Content = new StringContent("""{"text": "a"}""", Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request);
        var problem = await HttpCalls.ReadJsonAsync(response);
        var (code, detail) = (problem.GetProperty("code").GetString()!, problem.GetProperty("detail").GetString()!);
        var expected = code switch { "UNAVAILABLE" => 503, "UNAUTHENTICATED" => 401, "PERMISSION_DENIED" => 403, _ => 429 };
        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal(code == "UNAUTHENTICATED", response.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Bearer"));
        Assert.Equal(code is "RESOURCE_EXHAUSTED" or "UNAVAILABLE", response.Headers.RetryAfter is not null);
        return (code == "UNAVAILABLE" ? "in" : code, detail);
    }

    private async Task<(string Status, string Detail)> TryWebSocketAsync((string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers) socket.Options.SetRequestHeader(name, value);
        var address = SessionClient.AddressOf(Client.BaseAddress!);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, invoker, CancellationToken.None));
        var status = (int)socket.HttpStatusCode switch { 503 => "in", 401 => "UNAUTHENTICATED", 403 => "PERMISSION_DENIED", 429 => "RESOURCE_EXHAUSTED", var other => $"{other}" };
        return (status, "");
    }

    private static async Task<(string Status, string Detail)> TryGrpcAsync(Func<Metadata, Task> call, (string Name, string Value)[] headers)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in headers) metadata.Add(name, value);
        var ended = await Assert.ThrowsAsync<RpcException>(() => call(metadata));
        var status = ended.StatusCode switch
        {
            StatusCode.Unavailable => "in",
            StatusCode.Unauthenticated => "UNAUTHENTICATED",
            StatusCode.PermissionDenied => "PERMISSION_DENIED",
            StatusCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
            var other => $"{other}",
        };
        if (status is "RESOURCE_EXHAUSTED") Assert.NotNull(ended.Trailers.GetValue("grpc-retry-pushback-ms"));
        return (status, ended.Status.Detail);
    }
}
