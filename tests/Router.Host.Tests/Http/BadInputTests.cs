using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Router.Contracts.Protocol;
using Router.Testing;

namespace Router.Host.Tests.Http;

/// <summary>What each kind of bad input gets, over a real socket. Full queues and stopping nodes are in the tests beside this one.</summary>
[Collection(RouterCollection.Name)]
public sealed class BadInputTests(RouterFixture router)
{
    [Theory]
    [InlineData("""{"text": ""}""", "text")]
    [InlineData("""{"text": " \t\n\u3000"}""", "text")]
    [InlineData("""{"text": null}""", "text")]
    [InlineData("""{}""", "text")]
    [InlineData("""{"text": 7}""", "text")]
    [InlineData("""{"text": ["a"]}""", "text")]
    [InlineData("""{"text": "\ud800"}""", "text")]
    [InlineData("""{"text": "a", "text": "b"}""", "text")]
    [InlineData("""{"text": "a", "texts": ["b"]}""", "texts")]
    [InlineData("""{"texts": []}""", "texts")]
    [InlineData("""{"texts": "a"}""", "texts")]
    [InlineData("""{"texts": ["a", 7]}""", "texts[1]")]
    [InlineData("""{"text": "a", "priority": "urgent"}""", "priority")]
    [InlineData("""{"text": "a", "priority": 1}""", "priority")]
    [InlineData("""{"text": "a", "priority": "high, normal"}""", "priority")]
    [InlineData("""{"text": "a", "priority": "HIGH"}""", "priority")]
    [InlineData("""{"text": "a", "priority": " high"}""", "priority")]
    [InlineData("""{"text": "a", "priority": ""}""", "priority")]
    [InlineData("""{"text": "a", "language": "e"}""", "language")]
    [InlineData("""{"text": "a", "language": "english please"}""", "language")]
    [InlineData("""{"text": "a", "timeoutMs": "soon"}""", "timeoutMs")]
    [InlineData("""{"text": "a", "timeoutMs": 1.5}""", "timeoutMs")]
    [InlineData("""{"text": "a", "timeoutMs": 30001}""", "timeoutMs")]
    [InlineData("""{"text": "a", "timeoutMs": -1}""", "timeoutMs")]
    [InlineData("""{"texts": ["a", "b"], "timeoutMs": -2147483648}""", "timeoutMs")]
    [InlineData("""{"text": "a", "timeZone": "Mars/Olympus"}""", "timeZone")]
    [InlineData("""{"text": "a", "timeZone": ""}""", "timeZone")]
    [InlineData("""{"text": "a", "timeZone": 1}""", "timeZone")]
    [InlineData("""{"text": "a", "now": "2026-11-28"}""", "now")]
    [InlineData("""{"text": "a", "now": "2026-11-28T23:26:00"}""", "now")]
    [InlineData("""{"text": "a", "now": "2026-11-28T23:26:00+01:00"}""", "now")]
    [InlineData("""{"texts": ["a", "b"], "timeZone": "europe/berlin"}""", "timeZone")]
    [InlineData("""{"text": "a", "txet": "b"}""", "txet")]
    [InlineData("""{"text": "a"} {"text": "b"}""", "body")]
    [InlineData("""{"text": "a"}x""", "body")]
    [InlineData("""{"text": "a",}""", "body")]
    [InlineData("""{"text": "a" /* b */}""", "body")]
    [InlineData("""{"text": "a""", "body")]
    [InlineData("""["a"]""", "body")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    public async Task A_request_that_is_wrong_is_refused_with_the_name_of_the_field(string json, string field)
    {
        using var response = await router.Client.PostJsonAsync(json);

        await HttpCalls.ExpectProblemAsync(response, 400, "INVALID_ARGUMENT", field);
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        using var response = await router.Client.PostJsonAsync($$"""{"text": {{new string('[', 100)}}{{new string(']', 100)}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        using var response = await router.Client.PostAsync([.. "{\"text\": \""u8, 0xC3, 0x28, .. "\"}"u8]);

        await HttpCalls.ExpectProblemAsync(response, 400, "INVALID_ARGUMENT", "text");
    }

    [Fact]
    public async Task A_timeout_of_0_is_the_default_as_in_protobuf()
    {
        using var json = await router.Client.PostJsonAsync("""{"text": "wake me at six", "timeoutMs": 0}""");
        using var protobuf = await router.Client.PostAsync(Google.Protobuf.MessageExtensions.ToByteArray(new RouteRequest { Text = "wake me at six", TimeoutMs = 0 }), "application/x-protobuf");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (json.StatusCode, protobuf.StatusCode));
    }

    [Theory]
    [InlineData(512, 200)]
    [InlineData(513, 400)]
    public async Task A_text_may_be_as_long_as_the_limit_and_no_longer(int length, int status)
    {
        using var response = await router.Client.PostJsonAsync(JsonSerializer.Serialize(new { text = new string('a', length) }));

        Assert.Equal(status, (int)response.StatusCode);
        if (status != 200) await HttpCalls.ExpectProblemAsync(response, 400, "INVALID_ARGUMENT", "text");
    }

    [Theory]
    [InlineData(256, 200)]
    [InlineData(257, 400)]
    public async Task A_list_may_have_as_many_texts_as_the_limit_and_no_more(int count, int status)
    {
        using var response = await router.Client.PostJsonAsync(
            JsonSerializer.Serialize(new { texts = Enumerable.Repeat("wake me at six", count), timeoutMs = 30_000 }));

        Assert.Equal(status, (int)response.StatusCode);
        if (status != 200) await HttpCalls.ExpectProblemAsync(response, 400, "INVALID_ARGUMENT", "texts");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_announced_or_not(bool chunked)
    {
        var body = new byte[1024 * 1024 + 1];
        body.AsSpan().Fill((byte)' ');
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/route") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;

        using var response = await router.Client.SendAsync(request);

        var problem = await HttpCalls.ExpectProblemAsync(response, 413, "INVALID_ARGUMENT", "body");
        Assert.Contains("1048576 bytes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("router.limits.max-request-bytes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_tokens_than_the_backbone_takes_are_cut_off_and_the_decision_says_so()
    {
        var decision = await router.Client.RouteAsync(string.Join(' ', Enumerable.Repeat("wake me", 60)));

        Assert.True(decision.GetProperty("truncated").GetBoolean());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_deadline_that_is_too_short_is_exceeded_at_once(int timeoutMs)
    {
        using var response = await router.Client.PostJsonAsync($$"""{"text": "wake me at six", "timeoutMs": {{timeoutMs}}}""");

        await HttpCalls.ExpectProblemAsync(response, 504, "DEADLINE_EXCEEDED", "timeoutMs");
    }

    [Fact]
    public async Task Protobuf_that_is_broken_is_refused()
    {
        using var broken = await router.Client.PostAsync([0x0A, 0xFF], "application/x-protobuf");
        using var notUtf8 = await router.Client.PostAsync([0x0A, 0x02, 0xC3, 0x28], "application/x-protobuf");
        using var empty = await router.Client.PostAsync([], "application/x-protobuf");
        using var priority = await router.Client.PostAsync(
            Google.Protobuf.MessageExtensions.ToByteArray(new RouteRequest { Text = "a", Priority = (Priority)9 }), "application/x-protobuf");

        await HttpCalls.ExpectProblemAsync(broken, 400, "INVALID_ARGUMENT", "body");
        await HttpCalls.ExpectProblemAsync(notUtf8, 400, "INVALID_ARGUMENT", "text");
        await HttpCalls.ExpectProblemAsync(empty, 400, "INVALID_ARGUMENT", "text");
        await HttpCalls.ExpectProblemAsync(priority, 400, "INVALID_ARGUMENT", "priority");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("nonsense")]
    public async Task A_body_of_another_type_is_refused(string contentType)
    {
        using var response = await router.Client.PostAsync("{\"text\": \"a\"}"u8.ToArray(), contentType);

        await HttpCalls.ExpectProblemAsync(response, 415, "INVALID_ARGUMENT", "Content-Type");
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br", true)]
    [InlineData("identity, gzip", true)]
    [InlineData("identity", false)]
    [InlineData("Identity", false)]
    public async Task A_compressed_body_is_refused_naming_the_header(string encoding, bool refused)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/route");
        request.Content = new StringContent("""{"text": "wake me up at six"}""", Encoding.UTF8, "application/json");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using var response = await router.Client.SendAsync(request);

        if (refused)
        {
            await HttpCalls.ExpectProblemAsync(response, 415, "INVALID_ARGUMENT", "Content-Encoding");
            Assert.Equal("identity", Assert.Single(response.Headers.GetValues("Accept-Encoding")));
        }
        else
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task An_unknown_path_and_a_wrong_method_are_problems_too()
    {
        using var nowhere = await router.Client.GetAsync("/v1/nowhere");
        using var method = await router.Client.GetAsync("/v1/route");

        await HttpCalls.ExpectProblemAsync(nowhere, 404, "NOT_FOUND", field: null);
        await HttpCalls.ExpectProblemAsync(method, 405, "UNIMPLEMENTED", field: null);
    }

    [Fact]
    public async Task Headers_over_the_limit_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.Add("X-Long", new string('x', 20 * 1024));

        using var response = await router.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task What_is_not_http_is_refused()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, router.Server.Address.Port);
        await client.GetStream().WriteAsync("not http at all\r\n\r\n"u8.ToArray());

        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);

        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_gives_up_leaves_nothing_behind()
    {
        using var giveUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/route");
        request.Content = new StringContent("""{"text": "wake me"}""", Encoding.UTF8, "application/json");

        var sending = router.Client.SendAsync(request, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        Assert.Equal("alarm", (await router.Client.RouteAsync("wake me up at six tomorrow")).GetProperty("subsystem").GetString());
    }
}
