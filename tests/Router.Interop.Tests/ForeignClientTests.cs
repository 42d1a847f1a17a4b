using System.Text.Json.Nodes;

namespace Router.Interop.Tests;

/// <summary>What every foreign client must see.</summary>
public abstract class ForeignClientTests(Peer peer)
{
    private const int Cancelled = 1;
    private const int Unknown = 2;
    private const int InvalidArgument = 3;
    private const int DeadlineExceeded = 4;
    private const int NotFound = 5;
    private const int ResourceExhausted = 8;
    private const int Aborted = 10;
    private const int Unimplemented = 12;
    private const int Unavailable = 14;

    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_unary_call_is_answered()
    {
        var answer = await peer.AskAsync("unary", new { text = "关灯 please" });
        AssertStatus(0, answer);
        Assert.Equal("关灯 please", answer["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_stream_of_responses_arrives_whole_and_ends_with_OK()
    {
        var answer = await peer.AskAsync("server_stream", new { text = "again", count = 500 });
        AssertStatus(0, answer);
        Assert.Equal(500, Texts(answer).Count(text => text == "again"));
    }

    [Fact]
    public async Task Requests_and_responses_of_a_stream_alternate()
    {
        var sent = Enumerable.Range(0, 20).Select(i => $"turn {i}").ToArray();
        var answer = await peer.AskAsync("duplex", new { texts = sent });
        AssertStatus(0, answer);
        Assert.Equal(sent, Texts(answer));
    }

    [Fact]
    public async Task A_deadline_ends_a_unary_call_on_both_sides()
    {
        var id = NewId();
        // A call that ends before it has reached the server is cancelled nowhere: the connection is there, and the time is enough on a busy machine.
        AssertStatus(0, await peer.AskAsync("unary", new { text = "here" }));
        var answer = await peer.AskAsync("deadline", new { text = id, timeout_ms = 1500 });
        AssertStatus(DeadlineExceeded, answer);
        await peer.Server.Echo.CancelledAsync(id).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_deadline_ends_a_stream_on_both_sides()
    {
        var id = NewId();
        // Long enough for the first response even on a busy machine.
        var answer = await peer.AskAsync("stream_deadline", new { text = id, timeout_ms = 1500 });
        AssertStatus(DeadlineExceeded, answer);
        Assert.Equal([id], Texts(answer));
        await peer.Server.Echo.CancelledAsync(id).WaitAsync(Patience);
    }

    [Fact]
    public async Task The_server_knows_how_long_the_client_waits()
    {
        var answer = await peer.AskAsync("time_left", new { timeout_ms = 60_000 });
        AssertStatus(0, answer);
        // A client rounds its timeout up to what three digits of a unit can say: grpcio sends 60.0x s as 601 times 100 ms.
        Assert.InRange(answer["time_left_ms"]!.GetValue<long>(), 1, 61_000);
    }

    [Fact]
    public async Task A_client_that_cancels_a_stream_cancels_its_handler()
    {
        var id = NewId();
        var answer = await peer.AskAsync("client_cancels", new { text = id });
        AssertStatus(Cancelled, answer);
        await peer.Server.Echo.CancelledAsync(id).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_server_ends_a_stream_while_the_client_still_sends()
    {
        var answer = await peer.AskAsync("server_cancels", new { code = Aborted, message = "that is enough" });
        AssertStatus(Aborted, answer);
        Assert.Equal("that is enough", Details(answer));
        Assert.Equal(["more", "enough"], Texts(answer));
    }

    [Fact]
    public async Task A_request_over_the_bound_is_refused_naming_it()
    {
        var answer = await peer.AskAsync("oversize_request", new { bytes = EchoServer.MaxMessageBytes });
        AssertStatus(ResourceExhausted, answer);
        Assert.Contains($"at most {EchoServer.MaxMessageBytes}", Details(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_over_the_bound_is_not_sent()
    {
        var answer = await peer.AskAsync("oversize_response", new { bytes = EchoServer.MaxMessageBytes });
        AssertStatus(ResourceExhausted, answer);
        Assert.Contains("router.grpc.max-message-bytes", Details(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_just_under_the_bound_pass_both_ways()
    {
        var bytes = EchoServer.MaxMessageBytes - 64;
        var request = await peer.AskAsync("oversize_request", new { bytes });
        AssertStatus(0, request);
        Assert.Equal(bytes, request["bytes"]!.GetValue<int>());
        var response = await peer.AskAsync("oversize_response", new { bytes });
        AssertStatus(0, response);
        Assert.Equal(bytes, response["bytes"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_response_over_the_clients_own_bound_fails_only_that_call()
    {
        AssertStatus(ResourceExhausted, await peer.AskAsync("own_limit", new { limit = 1000, bytes = 2000 }));
        AssertStatus(0, await peer.AskAsync("unary", new { text = "still here" }));
    }

    [Fact]
    public async Task Compressed_messages_pass_both_ways()
    {
        var answer = await peer.AskAsync("gzip", new { bytes = 200_000 });
        AssertStatus(0, answer);
        Assert.Equal(200_000, answer["bytes"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_small_message_that_unpacks_to_a_large_one_is_refused()
    {
        var answer = await peer.AskAsync("gzip", new { bytes = 2 * EchoServer.MaxMessageBytes });
        AssertStatus(ResourceExhausted, answer);
        Assert.Contains("decompressed", Details(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/router.interop.v1.Echo/Missing")]
    [InlineData("/router.interop.v1.Echo/Nobody")]
    [InlineData("/no.such.Service/Say")]
    public async Task An_unknown_method_is_unimplemented(string path)
    {
        var answer = await peer.AskAsync("method", new { path });
        AssertStatus(Unimplemented, answer);
        Assert.Contains(path, Details(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_the_message_are_an_invalid_argument()
    {
        var answer = await peer.AskAsync("broken_message", new { request = Convert.ToBase64String([0x0a, 0x7f, 0x61]) });
        AssertStatus(InvalidArgument, answer);
        Assert.StartsWith("request: is not a router.interop.v1.EchoRequest message", Details(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_in_broken_UTF8_is_an_invalid_argument_naming_the_field()
    {
        var answer = await peer.AskAsync("broken_message", new { request = Convert.ToBase64String([0x0a, 0x02, 0xc3, 0x28]) });
        AssertStatus(InvalidArgument, answer);
        Assert.Equal("text: is not valid UTF-8", Details(answer));
    }

    [Fact]
    public async Task Metadata_travels_both_ways_as_text_and_as_bytes()
    {
        var bytes = Convert.ToBase64String(Enumerable.Range(0, 256).Select(i => (byte)i).ToArray());
        var answer = await peer.AskAsync("metadata", new { bytes });
        AssertStatus(0, answer);
        foreach (var (place, prefix) in new[] { ("headers", ""), ("trailers", "t") })
        {
            Assert.Equal(["plain, with a comma"], Values(answer, place, $"{prefix}x-text"));
            // Values under one key may be joined by commas on their way.
            Assert.Equal("first, second", string.Join(", ", Values(answer, place, $"{prefix}x-twice")));
            Assert.Equal([bytes], Values(answer, place, $"{prefix}x-data-bin"));
        }
    }

    [Fact]
    public async Task A_message_of_any_text_arrives_with_its_status()
    {
        const string message = "Größe 100 % – 太长了 🙂\r\nsecond line";
        var answer = await peer.AskAsync("failure", new { code = Aborted, message });
        AssertStatus(Aborted, answer);
        Assert.Equal(message, Details(answer));
    }

    [Fact]
    public async Task A_very_long_message_is_cut_and_the_status_still_arrives()
    {
        var answer = await peer.AskAsync("failure", new { code = Aborted, message = new string('x', 100_000) });
        AssertStatus(Aborted, answer);
        Assert.InRange(Details(answer).Length, 1000, 4000);
    }

    [Fact]
    public async Task A_handler_that_fails_tells_the_client_nothing_of_why()
    {
        var answer = await peer.AskAsync("crash");
        AssertStatus(Unknown, answer);
        Assert.DoesNotContain("secret", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_streams_run_at_once_on_one_connection()
    {
        await using var server = await EchoServer.StartAsync();
        var answer = await peer.Client.AskAsync("parallel", server.Address, new { streams = 100 });
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), Texts(answer));
        Assert.All(answer["codes"]!.AsArray(), code => Assert.Equal(0, code!.GetValue<int>()));
        Assert.Equal(100, server.Echo.MostOpenChats);
        Assert.Equal(1, server.Echo.ChatConnections);
    }

    [Fact]
    public async Task Health_tells_of_the_server_and_each_service()
    {
        await using var server = await EchoServer.StartAsync();
        var services = new[] { "", "router.interop.v1.Echo", "no.such.Service" };
        var before = await peer.Client.AskAsync("health", server.Address, new { services });
        server.Health.Set(serving: true);
        var after = await peer.Client.AskAsync("health", server.Address, new { services });
        foreach (var service in services[..2])
        {
            Assert.Equal("NOT_SERVING", before[service]!["status"]!.GetValue<string>());
            Assert.Equal("SERVING", after[service]!["status"]!.GetValue<string>());
        }
        Assert.Equal(NotFound, after["no.such.Service"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Health_lists_the_server_and_all_its_services()
    {
        var answer = await peer.AskAsync("health_list");
        var names = answer["statuses"]!.AsObject().Select(entry => entry.Key).Order(StringComparer.Ordinal);
        Assert.Equal(["", "router.interop.v1.Echo"], names);
    }

    [Fact]
    public async Task A_watcher_of_the_health_is_told_of_each_change()
    {
        await using var server = await EchoServer.StartAsync();
        var first = await peer.Client.AskAsync("health_watch", server.Address, new { service = "", count = 3 });
        Assert.Equal("NOT_SERVING", first["status"]!.GetValue<string>());
        server.Health.Set(serving: true);
        Assert.Equal("SERVING", (await peer.Client.NextAsync())["status"]!.GetValue<string>());
        server.Health.Set(serving: false);
        Assert.Equal("NOT_SERVING", (await peer.Client.NextAsync())["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_watcher_of_an_unknown_service_is_told_so_and_goes_on_waiting()
    {
        var answer = await peer.AskAsync("health_watch", new { service = "no.such.Service", count = 1 });
        Assert.Equal("SERVICE_UNKNOWN", answer["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_client_that_knows_nothing_learns_the_services_by_reflection_and_calls_one()
    {
        var answer = await peer.AskAsync("reflection", new { text = "found you" });
        Assert.Equal(
            ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "router.interop.v1.Echo"],
            answer["services"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(NotFound, answer["error"]!.GetValue<int>());
        Assert.Equal("found you", answer["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Calls_work_over_TLS()
    {
        using var certificate = TestCertificate.Create();
        await using var server = await EchoServer.StartAsync(EchoServer.Settings with { Listener = EchoServer.Settings.Listener with { Tls = certificate.Settings } });
        var arguments = new { text = "sealed", root_certificate = certificate.Settings.Certificate };
        var answer = await peer.Client.AskAsync("unary", server.Address, arguments);
        AssertStatus(0, answer);
        Assert.Equal("sealed", answer["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_server_that_stops_ends_open_streams_with_UNAVAILABLE()
    {
        await using var server = await EchoServer.StartAsync();
        var open = await peer.Client.AskAsync("open_stream", server.Address);
        Assert.True(open["open"]!.GetValue<bool>());
        await server.StopAsync(TimeSpan.FromMilliseconds(50));
        var end = await peer.Client.NextAsync();
        AssertStatus(Unavailable, end);
        Assert.Equal("the server is stopping", Details(end));
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private static void AssertStatus(int code, JsonObject answer) =>
        Assert.True(code == answer["code"]!.GetValue<int>(), $"expected status {code}: {answer}");

    private static string Details(JsonObject answer) => answer["details"]!.GetValue<string>();

    private static IEnumerable<string> Texts(JsonObject answer) => answer["texts"]!.AsArray().Select(text => text!.GetValue<string>());

    private static IEnumerable<string> Values(JsonObject answer, string place, string key)
    {
        Assert.NotNull(answer[place]![key]);
        return answer[place]![key]!.AsArray().Select(value => value!.GetValue<string>());
    }
}

/// <summary>The server against grpc-js.</summary>
public sealed class NodeClientTests(NodePeer peer) : ForeignClientTests(peer), IClassFixture<NodePeer>
{
    private readonly NodePeer _peer = peer;

    [Theory]
    [InlineData("POST", "application/json", 415)]
    [InlineData("POST", "application/grpc-web", 415)]
    [InlineData("POST", "application/grpc+json", 415)]
    [InlineData("POST", null, 415)]
    [InlineData("GET", "application/grpc", 405)]
    public async Task What_is_not_gRPC_is_answered_in_terms_of_HTTP(string method, string? contentType, int status)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { [":method"] = method };
        if (contentType is not null) headers["content-type"] = contentType;
        var answer = await _peer.AskAsync("http2", new { headers });
        Assert.Equal(status, answer["status"]!.GetValue<int>());
        Assert.Null(answer["grpc_status"]);
    }
}

/// <summary>The server against grpcio.</summary>
public sealed class PythonClientTests(PythonPeer peer) : ForeignClientTests(peer), IClassFixture<PythonPeer>;
