using System.Net.WebSockets;
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

namespace Router.Host.Tests.Security;

/// <summary>
/// The three doors of a node whose models are not loaded: who gets in learns that the node is starting, which here is called "in".
/// </summary>
internal sealed class SecuredDoors : IAsyncDisposable
{
    private readonly HttpFrontEnd _http;
    private readonly GrpcFrontEnd _grpc;
    private readonly GrpcChannel _channel;

    private SecuredDoors(HttpFrontEnd http, GrpcFrontEnd grpc)
    {
        (_http, _grpc, _channel) = (http, grpc, GrpcChannel.ForAddress(grpc.Address));
        Client = new HttpClient { BaseAddress = http.Address };
    }

    public static IEnumerable<string> All { get; } = ["http", "websocket", "grpc", "grpc-stream"];

    public HttpClient Client { get; }

    public GrpcChannel Channel => _channel;

    public static SecuritySettings Settings(string? keys = null, JwtSettings? jwt = null, RateLimitSettings? limit = null) =>
        new() { Insecure = false, ApiKeysFile = keys, Jwt = jwt, RateLimit = limit };

    public static async Task<SecuredDoors> StartAsync(
        SecuritySettings settings, TimeProvider? time = null, ILoggerFactory? loggers = null, params string[] allowedHosts)
    {
        var (log, clock, gate) = (loggers ?? NullLoggerFactory.Instance, time ?? TimeProvider.System, new NodeGate("node-1"));
        var services = OpenDoors.Services(Access.Create(settings, log, clock), loggers: log, time: clock) with
        {
            AccessLog = new AccessLog(log.CreateLogger(AccessLog.Category), clock),
        };
        var options = new HttpOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            MaxRequestBytes = 1024 * 1024,
            MaxTexts = 256,
            Connections = OpenDoors.Connections,
            AllowedOrigins = [],
            AllowedHosts = allowedHosts,
        };
        var http = await HttpFrontEnd.StartAsync(options, gate, services, CancellationToken.None);
        var grpc = await GrpcFrontEnd.StartAsync(GrpcFrontEndTests.Settings, gate, services, CancellationToken.None);
        return new SecuredDoors(http, grpc);
    }

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
        await _http.DisposeAsync();
        await _grpc.DisposeAsync();
    }

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
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers) socket.Options.SetRequestHeader(name, value);
        var address = SessionClient.AddressOf(Client.BaseAddress!);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, CancellationToken.None));
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
