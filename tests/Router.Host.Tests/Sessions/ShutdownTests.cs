using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts.Protocol;
using Router.Testing;

namespace Router.Host.Tests.Sessions;

/// <summary>What clients are told whose sessions and queries are open when a server stops: over real sockets, each with a server of its own.</summary>
[Collection(RouterCollection.Name)]
public sealed class ShutdownTests
{
    private const string Text = "wake me up at six";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_final_written_before_a_server_stops_is_answered_and_the_call_says_why_it_ends()
    {
        const int Finals = 40;
        await using var server = await SlowServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.GrpcAddress);
        using var call = new Contracts.Protocol.Router.RouterClient(channel).Stream();
        await call.RequestStream.WriteAsync(new SessionEvent { Start = new SessionStart() });
        for (var i = 0; i < Finals; i++)
            await call.RequestStream.WriteAsync(new SessionEvent { Hypothesis = new Hypothesis { UtteranceId = $"u{i}", Text = $"{Text} {i}", Final = true } });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        var stopping = server.StopAsync();
        var (answered, failure) = await ReadAsync(call.ResponseStream);
        await stopping;

        Assert.Equal(Enumerable.Range(0, Finals).Select(i => $"u{i}").Order(StringComparer.Ordinal), answered.Order(StringComparer.Ordinal));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task A_query_that_is_under_way_when_the_time_to_drain_is_over_is_told_that_the_server_stops()
    {
        await using var server = await SlowServer.StartAsync("router.shutdown.drain-timeout=100ms");
        server.Hold();
        using var client = new HttpClient { BaseAddress = server.Address };
        using var meter = new CounterReadings("router.backbone.queries");
        var encoded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        meter.Changed = () =>
        {
            if (meter["router.backbone.queries"] == 3) encoded.TrySetResult();
        };
        var (one, several) = (client.PostJsonAsync($$"""{"text": "{{Text}}"}"""), client.PostJsonAsync("""{"texts": ["stop the alarm", "play jazz"]}"""));
        await encoded.Task.WaitAsync(Patience);
        await server.Held.WaitAsync(Patience);

        var stopping = server.StopAsync();
        foreach (var sent in new[] { one, several })
        {
            using var response = await sent.WaitAsync(Patience);
            await HttpCalls.ExpectProblemAsync(response, 503, "UNAVAILABLE", field: null);
        }
        server.Release();
        await stopping;
    }

    [Fact]
    public async Task A_request_whose_body_never_comes_is_told_that_the_server_stops()
    {
        await using var server = await SlowServer.StartAsync("router.shutdown.drain-timeout=100ms");
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync("POST /v1/route HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        // The server says that it waits for the body.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());
        await reader.ReadLineAsync();

        var stopping = server.StopAsync();
        Assert.Equal("HTTP/1.1 503 Service Unavailable", await reader.ReadLineAsync());
        await stopping;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_WebSocket_that_is_open_when_the_time_to_drain_is_over_is_closed_with_the_reason(bool hasStarted)
    {
        await using var server = await SlowServer.StartAsync("router.sessions.drain-timeout=100ms", "router.shutdown.drain-timeout=100ms");
        using var client = await SessionClient.OpenAsync(server.Address);
        if (hasStarted)
        {
            server.Hold();
            await client.SendAsync("""{"type": "start"}""");
            await client.SendAsync($$"""{"type": "hypothesis", "utteranceId": "u", "text": "{{Text}}", "final": true}""");
            await server.Held.WaitAsync(Patience);
        }

        var stopping = server.StopAsync();
        var messages = await ReceiveAllAsync(client.Socket);
        server.Release();
        await stopping;

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.Socket.CloseStatus);
        Assert.Equal("UNAVAILABLE", CodeOf(messages[^1]));
        Assert.False(messages[^1].TryGetProperty("type", out _));
        if (hasStarted) Assert.Equal("UNAVAILABLE", CodeOf(Assert.Single(messages, message => TypeOf(message) == "error")));

        static string? CodeOf(JsonElement message) => message.GetProperty("error").GetProperty("code").GetString();
        static string? TypeOf(JsonElement message) => message.TryGetProperty("type", out var type) ? type.GetString() : null;
    }

    private static async Task<List<JsonElement>> ReceiveAllAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Patience);
        var (messages, buffer) = (new List<JsonElement>(), new byte[16 * 1024]);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, limit.Token);
            if (received.MessageType == WebSocketMessageType.Close) break;
            Assert.True(received.EndOfMessage);
            messages.Add(JsonDocument.Parse(buffer.AsMemory(0, received.Count).ToArray()).RootElement);
        }
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
        return messages;
    }

    private static async Task<(List<string> Answered, RpcException Failure)> ReadAsync(IAsyncStreamReader<SessionUpdate> updates)
    {
        var answered = new List<string>();
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await updates.MoveNext(CancellationToken.None))
            {
                if (updates.Current.Final is { } final) answered.Add(final.UtteranceId);
                if (updates.Current.Error is { } error) answered.Add(error.UtteranceId);
            }
        });
        return (answered, failure);
    }

    /// <summary>A server with one subsystem, which the test may hold up.</summary>
    private sealed class SlowServer : IAsyncDisposable
    {
        private readonly TestInstallation _installation = new("alarm");
        private readonly ManualResetEventSlim _release = new(initialState: true);
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private RouterServer? _server;
        private Task? _stopping;

        public Uri Address => _server!.Address;

        public Uri GrpcAddress => _server!.GrpcAddress!;

        /// <summary>Done once a query is held up.</summary>
        public Task Held => _held.Task;

        public static async Task<SlowServer> StartAsync(params string[] settings)
        {
            var slow = new SlowServer();
            slow._server = await RouterServer.StartAsync(
                slow._installation.Configuration(["router.http.port=0", "router.grpc.port=0", "router.deadline.default=20s", .. settings]),
                (_, judge) => batch =>
                {
                    if (!slow._release.IsSet) slow._held.TrySetResult();
                    slow._release.Wait();
                    return judge(batch);
                },
                NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
            return slow;
        }

        public void Hold() => _release.Reset();

        public void Release() => _release.Set();

        public Task StopAsync() => _stopping ??= Task.Run(() => _server!.DisposeAsync().AsTask());

        public async ValueTask DisposeAsync()
        {
            Release();
            await StopAsync();
            _release.Dispose();
            _installation.Dispose();
        }
    }
}
