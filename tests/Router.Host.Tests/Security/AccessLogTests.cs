using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Router.Contracts.Protocol;
using Router.Host.Security;
using Router.Host.Tests.Sessions;

namespace Router.Host.Tests.Security;

/// <summary>The lines about requests, of a whole node whose callers must be known.</summary>
[Collection(RouterCollection.Name)]
public sealed class AccessLogTests(AccessLogTests.Fixture node) : IClassFixture<AccessLogTests.Fixture>
{
    private const string Secret = "zanzibar";

    [Fact]
    public async Task A_request_over_http_is_told_with_all_that_is_known_of_it()
    {
        var (trace, body) = (NewTrace(), $$"""{"text": "{{Secret}}"}""");
        using var response = await node.SendAsync(HttpMethod.Post, $"/v1/route?text={Secret}", trace, body);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var line = await node.LineOfAsync(trace);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.True((double)line.Fields["Milliseconds"]! > 0);
        Assert.Equal(trace, line.TraceId);
        Assert.Equal(
            $"protocol=http method=POST route=/v1/route status=200 ms={Milliseconds(line)} in={body.Length} out={answer.Length} caller=key:kitchen tenant=home address=127.0.0.1 trace={trace}",
            line.Message);
    }

    [Theory]
    [InlineData("GET", $"/{Secret}?{Secret}", 404, "GET", "-")]
    [InlineData("POST", "/v1/subsystems", 405, "POST", "-")]
    [InlineData("ZANZIBAR", "/v1/subsystems", 405, "_OTHER", "-")]
    [InlineData("DELETE", $"/v1/cluster/members/{Secret}", 403, "DELETE", "/v1/cluster/members/{node}")]
    [InlineData("GET", "/v1/stream", 426, "GET", "/v1/stream")]
    [InlineData("HEAD", "/healthz", 200, "HEAD", "/healthz")]
    public async Task Of_the_path_the_pattern_is_told_and_of_methods_those_that_there_are(string method, string path, int status, string toldMethod, string toldRoute)
    {
        var trace = NewTrace();
        using var response = await node.SendAsync(new HttpMethod(method), path, trace);
        var line = await node.LineOfAsync(trace);

        Assert.Equal((status, status), ((int)response.StatusCode, line.Fields["Status"]));
        Assert.Equal((toldMethod, toldRoute), (line.Fields["Method"], line.Fields["Route"]));
    }

    [Fact]
    public async Task Who_is_not_known_has_no_name()
    {
        var trace = NewTrace();
        using var response = await node.SendAsync(HttpMethod.Get, "/v1/subsystems", trace, key: $"rk_{Secret}");
        var line = await node.LineOfAsync(trace);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal((401, "-", "-"), (line.Fields["Status"], line.Fields["Caller"], line.Fields["Tenant"]));
    }

    [Fact]
    public async Task A_client_that_breaks_off_is_told_with_499_or_with_what_its_body_lacks()
    {
        var trace = NewTrace();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", node.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /v1/route HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {node.Key}\r\ntraceparent: 00-{trace}-00f067aa0ba902b7-01\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"));
            // The request is under way once its body is asked for.
            await client.GetStream().ReadExactlyAsync(new byte[12]);
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        // Which of the two is noticed first, the end of the connection or that of the body, is the server's affair.
        Assert.Contains((await node.LineOfAsync(trace)).Fields["Status"], new object[] { 499, 400 });
    }

    [Fact]
    public async Task A_call_over_grpc_is_told_with_its_own_status()
    {
        var (good, bad, unknown, missing) = (NewTrace(), NewTrace(), NewTrace(), NewTrace());
        var decision = await node.Router.RouteAsync(new RouteRequest { Text = Secret }, node.Headers(good));
        await Assert.ThrowsAsync<RpcException>(async () => await node.Router.RouteAsync(new RouteRequest { Text = " " }, node.Headers(bad)));
        await Assert.ThrowsAsync<RpcException>(async () => await node.Router.RouteAsync(new RouteRequest { Text = Secret }, node.Headers(unknown, $"rk_{Secret}")));
        await Assert.ThrowsAsync<RpcException>(() => node.CallMissingAsync(missing));
        var line = await node.LineOfAsync(good);

        Assert.Equal(
            $"protocol=grpc method=POST route=/router.v1.Router/Route status=0 ms={Milliseconds(line)} in={new RouteRequest { Text = Secret }.CalculateSize() + 5} "
            + $"out={decision.CalculateSize() + 5} caller=key:kitchen tenant=home address=127.0.0.1 trace={good}",
            line.Message);
        Assert.Equal(3, (await node.LineOfAsync(bad)).Fields["Status"]);
        Assert.Equal((16, "-"), ((await node.LineOfAsync(unknown)).Fields["Status"], (await node.LineOfAsync(unknown)).Fields["Caller"]));
        Assert.Equal((12, "grpc"), ((await node.LineOfAsync(missing)).Fields["Status"], (await node.LineOfAsync(missing)).Fields["Protocol"]));
    }

    [Fact]
    public async Task A_session_over_grpc_is_told_at_its_end()
    {
        var (ended, cancelled) = (NewTrace(), NewTrace());
        using (var session = node.Router.Stream(node.Headers(ended)))
        {
            await session.RequestStream.WriteAsync(new SessionEvent { Start = new SessionStart() });
            await session.ResponseStream.MoveNext(CancellationToken.None);
            Assert.DoesNotContain(node.Log.Lines, line => line.Message.Contains(ended, StringComparison.Ordinal));
            await session.RequestStream.CompleteAsync();
            while (await session.ResponseStream.MoveNext(CancellationToken.None)) { }
        }
        using (var session = node.Router.Stream(node.Headers(cancelled)))
        {
            await session.RequestStream.WriteAsync(new SessionEvent { Start = new SessionStart() });
            await session.ResponseStream.MoveNext(CancellationToken.None);
        }

        Assert.Equal((0, "grpc"), ((await node.LineOfAsync(ended)).Fields["Status"], (await node.LineOfAsync(ended)).Fields["Protocol"]));
        Assert.Equal((1, "grpc"), ((await node.LineOfAsync(cancelled)).Fields["Status"], (await node.LineOfAsync(cancelled)).Fields["Protocol"]));
    }

    [Fact]
    public async Task A_session_over_a_websocket_is_told_at_its_end()
    {
        var trace = NewTrace();
        var sent = new[] { """{"type": "start"}""", $$"""{"type": "hypothesis", "utteranceId": "a", "text": "{{Secret}}", "final": true}""", """{"type": "end"}""" };
        using var client = await node.OpenAsync(trace);
        foreach (var message in sent) await client.SendAsync(message);
        var received = 0;
        for (var end = false; !end;)
        {
            var message = await client.ReceiveAsync();
            received += Encoding.UTF8.GetByteCount(message.GetRawText());
            end = message.TryGetProperty("kind", out var kind) && kind.GetString() == "ended";
        }
        Assert.DoesNotContain(node.Log.Lines, line => line.Message.Contains(trace, StringComparison.Ordinal));
        await client.ExpectCloseAsync(WebSocketCloseStatus.NormalClosure);
        var line = await node.LineOfAsync(trace);

        Assert.Equal(
            $"protocol=websocket method=GET route=/v1/stream status=1000 ms={Milliseconds(line)} in={sent.Sum(message => message.Length)} out={received} "
            + $"caller=key:kitchen tenant=home address=127.0.0.1 trace={trace}",
            line.Message);
    }

    [Fact]
    public async Task A_session_over_a_websocket_is_told_with_the_code_of_its_close()
    {
        var (wrong, gone) = (NewTrace(), NewTrace());
        using (var client = await node.OpenAsync(wrong))
        {
            await client.SendAsync("{");
            await client.ReceiveAsync();
            await client.ExpectCloseAsync(WebSocketCloseStatus.InvalidPayloadData);
        }
        using (var client = await node.OpenAsync(gone))
        {
            await client.SendAsync("""{"type": "start"}""");
            await client.ReceiveAsync();
            client.Socket.Abort();
        }

        Assert.Equal(1007, (await node.LineOfAsync(wrong)).Fields["Status"]);
        Assert.Equal((1006, 17L), ((await node.LineOfAsync(gone)).Fields["Status"], (await node.LineOfAsync(gone)).Fields["BytesIn"]));
    }

    [Fact]
    public async Task Probes_of_those_who_run_the_node_are_told_as_well()
    {
        var trace = NewTrace();
        using var client = new HttpClient { BaseAddress = node.AdminAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/readyz") { Headers = { { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } } };
        using var response = await client.SendAsync(request);

        Assert.Equal((200, "/readyz"), ((await node.LineOfAsync(trace)).Fields["Status"], (await node.LineOfAsync(trace)).Fields["Route"]));
    }

    private static string Milliseconds(LogLine line) => ((double)line.Fields["Milliseconds"]!).ToString("0.0", CultureInfo.InvariantCulture);

    private static string NewTrace() => $"{ActivityTraceId.CreateRandom()}";

    /// <summary>The node. Nothing that its clients say may be in its log, whatever the test.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly KeyFile _file = new();
        private readonly HttpClient _client = new();
        private RouterServer? _server;
        private GrpcChannel? _channel;

        internal ScopedLog Log { get; } = new();

        internal string Key { get; private set; } = "";

        internal Uri Address => _server!.Address;

        internal Uri AdminAddress => _server!.AdminAddress!;

        internal Contracts.Protocol.Router.RouterClient Router => new(_channel);

        public async Task InitializeAsync()
        {
            (Key, var entry) = Host.Security.ApiKey.Create("kitchen", ["route", "stream"], "home");
            _file.Write(entry.ToLine());
            _server = await RouterServer.StartAsync(
                Installation.Configuration($"router {{ log.access = on, security.api-keys-file = \"{_file.Path}\", admin {{ enabled = on, port = 0 }} }}"),
                Log.Factory, TimeProvider.System, CancellationToken.None);
            _client.BaseAddress = _server.Address;
            _channel = GrpcChannel.ForAddress(_server.GrpcAddress!);
        }

        public async Task DisposeAsync()
        {
            _channel?.Dispose();
            _client.Dispose();
            if (_server is not null) await _server.DisposeAsync();
            _file.Dispose();
            // ASP.NET Core's own lines about requests tell their queries, and the program has none of them.
            var lines = Log.Lines.Where(line => line.Category != "Microsoft.AspNetCore.Hosting.Diagnostics");
            Assert.DoesNotContain(lines, line => line.Message.Contains(Secret, StringComparison.OrdinalIgnoreCase) || line.Message.Contains("rk_", StringComparison.Ordinal));
        }

        internal Task<LogLine> LineOfAsync(string trace) =>
            Log.FindAsync(line => line.Category == AccessLog.Category && line.Message.EndsWith(trace, StringComparison.Ordinal));

        internal Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string trace, string? body = null, string? key = null) => _client.SendAsync(
            new HttpRequestMessage(method, path)
            {
                Headers = { { "X-Api-Key", key ?? Key }, { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } },
                Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
            });

        internal Metadata Headers(string trace, string? key = null) => new() { { "x-api-key", key ?? Key }, { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } };

        internal async Task CallMissingAsync(string trace)
        {
            var route = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);
            var method = new Method<byte[], byte[]>(MethodType.Unary, "zanzibar.Zanzibar", "Zanzibar", route, route);
            await _channel!.CreateCallInvoker().AsyncUnaryCall(method, host: null, new CallOptions(Headers(trace)), []);
        }

        internal async Task<SessionClient> OpenAsync(string trace)
        {
            var client = new SessionClient();
            client.Socket.Options.SetRequestHeader("X-Api-Key", Key);
            client.Socket.Options.SetRequestHeader("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
            await client.Socket.ConnectAsync(SessionClient.AddressOf(Address), CancellationToken.None);
            return client;
        }
    }
}
