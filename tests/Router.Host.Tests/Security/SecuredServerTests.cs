using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts.Protocol;
using Router.Host.Security;
using Router.Host.Tests.Sessions;

namespace Router.Host.Tests.Security;

/// <summary>A whole node that knows its callers and counts their texts.</summary>
[Collection(RouterCollection.Name)]
public sealed class SecuredServerTests(SecuredServerTests.Fixture node) : IClassFixture<SecuredServerTests.Fixture>
{
    private const string Denied = "priority: the scope priority is needed";

    [Theory]
    [InlineData("""{"text": "wake me up", "priority": "high"}""")]
    [InlineData("""{"texts": ["wake me up", "stop"], "priority": "high"}""")]
    public async Task High_priority_is_a_right_over_http(string json)
    {
        using var denied = await node.PostAsync(node.Plain, json);
        using var allowed = await node.PostAsync(node.Hasty, json);
        using var normal = await node.PostAsync(node.Plain, json.Replace("high", "normal", StringComparison.Ordinal));

        var problem = await HttpCalls.ExpectProblemAsync(denied, 403, "PERMISSION_DENIED", "priority");
        Assert.Equal(Denied, problem.GetProperty("detail").GetString());
        Assert.Equal((200, 200), ((int)allowed.StatusCode, (int)normal.StatusCode));
    }

    [Fact]
    public async Task High_priority_is_a_right_over_grpc()
    {
        var request = new RouteRequest { Text = "wake me up", Priority = Priority.High };

        var denied = await Assert.ThrowsAsync<RpcException>(async () => await node.Router.RouteAsync(request, Shown(node.Plain)));
        var decision = await node.Router.RouteAsync(request, Shown(node.Hasty));

        Assert.Equal((StatusCode.PermissionDenied, Denied), (denied.StatusCode, denied.Status.Detail));
        Assert.NotEqual("", decision.QueryId.ToString());
    }

    [Fact]
    public async Task High_priority_is_a_right_in_a_session()
    {
        var start = new SessionEvent { Start = new SessionStart { Priority = Priority.High } };
        using var refused = node.Router.Stream(Shown(node.Plain));
        await refused.RequestStream.WriteAsync(start);
        var denied = await Assert.ThrowsAsync<RpcException>(() => refused.ResponseStream.MoveNext(CancellationToken.None));
        using var session = node.Router.Stream(Shown(node.Hasty));
        await session.RequestStream.WriteAsync(start);

        Assert.Equal((StatusCode.PermissionDenied, Denied), (denied.StatusCode, denied.Status.Detail));
        Assert.True(await session.ResponseStream.MoveNext(CancellationToken.None));
        using var client = await node.OpenAsync(node.Plain);
        await client.SendAsync("""{"type": "start", "priority": "high"}""");
        Assert.Equal("PERMISSION_DENIED", (await client.ReceiveAsync()).GetProperty("error").GetProperty("code").GetString());
        await client.Socket.ReceiveAsync(new byte[256], CancellationToken.None);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.Socket.CloseStatus);
    }

    [Fact]
    public async Task Texts_are_counted_over_all_doors_of_a_caller()
    {
        // The burst is 20.
        using var list = await node.PostAsync(node.Counted, $$"""{"texts": [{{string.Join(',', Enumerable.Repeat("\"stop\"", 19))}}]}""");
        await node.Router.RouteAsync(new RouteRequest { Text = "stop" }, Shown(node.Counted));
        using var http = await node.PostAsync(node.Counted, """{"text": "stop"}""");
        var grpc = await Assert.ThrowsAsync<RpcException>(async () => await node.Router.RouteAsync(new RouteRequest { Text = "stop" }, Shown(node.Counted)));
        using var other = await node.PostAsync(node.Plain, """{"text": "stop"}""");

        Assert.Equal((200, 200), ((int)list.StatusCode, (int)other.StatusCode));
        await HttpCalls.ExpectProblemAsync(http, 429, "RESOURCE_EXHAUSTED", field: null);
        Assert.Equal(TimeSpan.FromSeconds(1), http.Headers.RetryAfter?.Delta);
        Assert.Equal(StatusCode.ResourceExhausted, grpc.StatusCode);
        Assert.Equal("1000", grpc.Trailers.GetValue("grpc-retry-pushback-ms"));
    }

    [Fact]
    public async Task The_hypotheses_of_a_session_are_counted()
    {
        using var client = await node.OpenAsync(node.Talker);
        await client.SendAsync("""{"type": "start"}""");
        // The opening was the first of twenty.
        for (var i = 1; i <= 20; i++) await client.SendAsync($$"""{"type": "hypothesis", "utteranceId": "a", "sequence": {{i}}, "text": "wake", "stability": 0.1}""");
        JsonElement message;
        do message = await client.ReceiveAsync();
        while (!message.TryGetProperty("error", out _));

        Assert.Equal("RESOURCE_EXHAUSTED", message.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(1000, message.GetProperty("error").GetProperty("retryAfterMs").GetInt32());
    }

    private static Metadata Shown(string key) => new() { { "authorization", $"Bearer {key}" } };

    /// <summary>The node, with a clock that stands still: no budget comes back.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly KeyFile _file = new();
        private readonly HttpClient _client = new();
        private RouterServer? _server;
        private GrpcChannel? _channel;

        internal string Plain { get; private set; } = "";

        internal string Hasty { get; private set; } = "";

        internal string Counted { get; private set; } = "";

        internal string Talker { get; private set; } = "";

        internal Contracts.Protocol.Router.RouterClient Router => new(_channel);

        public async Task InitializeAsync()
        {
            var made = new[] { "plain", "hasty", "counted", "talker" }.Select(name => KeyFile.Make(name, name == "hasty" ? ["route", "stream", "priority"] : ["route", "stream"])).ToArray();
            _file.Write([.. made.Select(pair => pair.Line)]);
            (Plain, Hasty, Counted, Talker) = (made[0].Key, made[1].Key, made[2].Key, made[3].Key);
            _server = await RouterServer.StartAsync(
                Installation.Configuration($"router.security {{ api-keys-file = \"{_file.Path}\", rate-limit {{ texts-per-second = 1, burst = 20 }} }}"),
                NullLoggerFactory.Instance, new FakeTimeProvider(TimeProvider.System.GetUtcNow()), CancellationToken.None);
            _client.BaseAddress = _server.Address;
            _channel = GrpcChannel.ForAddress(_server.GrpcAddress!);
        }

        public async Task DisposeAsync()
        {
            _channel?.Dispose();
            _client.Dispose();
            if (_server is not null) await _server.DisposeAsync();
            _file.Dispose();
        }

        internal Task<HttpResponseMessage> PostAsync(string key, string json) => _client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/route")
        {
            Headers = { { "X-Api-Key", key } },
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        });

        internal Task<SessionClient> OpenAsync(string key) => SessionClient.OpenAsync(_client.BaseAddress!, key);
    }
}
