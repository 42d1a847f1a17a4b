using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Router.Host.Http;
using Router.Testing;

namespace Router.Host.Tests.Sessions;

[Collection(RouterCollection.Name)]
public sealed class WebSocketTests(RouterFixture router)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_session_gives_provisional_decisions_and_one_final_decision_for_each_utterance()
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        await client.SendAsync("""{"type": "start", "language": "en", "clientId": "test", "context": {"room": "kitchen"}}""");
        Assert.Equal("started", (await client.ReceiveAsync("notice")).GetProperty("kind").GetString());
        await client.SendAsync("""{"type": "hypothesis", "utteranceId": "a", "sequence": 1, "text": "wake me up at six", "stability": 0.9}""");
        var provisional = await client.ReceiveAsync("provisional");
        await client.SendAsync("""{"type": "hypothesis", "utteranceId": "a", "sequence": 2, "text": "Wake me up at six", "final": true}""");
        var final = await client.ReceiveAsync("final");
        await client.SendAsync("""{"text": "打开窗帘", "final": true, "sequence": 1, "utteranceId": "b", "type": "hypothesis"}""");
        var chinese = await client.ReceiveAsync("final");
        await client.SendAsync("""{"type": "end"}""");
        var ended = await client.ReceiveAsync("notice");
        await client.ExpectCloseAsync(WebSocketCloseStatus.NormalClosure);

        Assert.Equal("alarm_set", provisional.GetProperty("decision").GetProperty("intent").GetString());
        Assert.True(final.GetProperty("speculationHit").GetBoolean());
        Assert.Equal("Wake me up at six", final.GetProperty("decision").GetProperty("text").GetString());
        Assert.Equal(("b", "iot"), (chinese.GetProperty("utteranceId").GetString(), chinese.GetProperty("decision").GetProperty("subsystem").GetString()));
        Assert.Equal("ended", ended.GetProperty("kind").GetString());
        Assert.Equal(0, router.Server.Node.Sessions.Count);
    }

    [Theory]
    [InlineData("Pacific/Kiritimati", "+14:00")]
    [InlineData("Etc/GMT+12", "-12:00")]
    public async Task Times_are_those_of_the_time_zone_that_the_session_names(string zone, string offset)
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        await client.SendAsync($$"""{"type": "start", "timeZone": "{{zone}}"}""");
        await client.SendAsync("""{"type": "hypothesis", "utteranceId": "a", "text": "wake me up at quarter past six tomorrow", "final": true}""");
        var slots = (await client.ReceiveAsync("final")).GetProperty("decision").GetProperty("slots");

        var time = Assert.Single(slots.EnumerateArray(), slot => slot.GetProperty("type").GetString() == "time");
        Assert.EndsWith($"T06:15:00{offset}", time.GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type": "hypothesis", "utteranceId": "a", "text": "too early"}""", "start")]
    [InlineData("""{"type": "nonsense"}""", "message")]
    [InlineData("""{"utteranceId": "a"}""", "message")]
    [InlineData("""not JSON""", "message")]
    [InlineData("""null""", "message")]
    [InlineData("""{"type": "start", "clientId": null}""", "clientId")]
    [InlineData("""{"type": "start", "colour": "red"}""", "colour")]
    [InlineData("""{"type": "start", "timeoutMs": "soon"}""", "timeoutMs")]
    [InlineData("""{"type": "start", "language": "?"}""", "language")]
    [InlineData("""{"type": "start", "timeZone": "Mars/Olympus"}""", "timeZone")]
    [InlineData("""{"type": "start", "naming": null}""", "naming")]
    [InlineData("""{"type": "start", "now": 7}""", "now")]
    [InlineData("""{"type": "start", "now": "2026-11-28T23:26:00+01:00"}""", "now")]
    public async Task What_breaks_the_protocol_ends_the_session_with_an_error_that_names_the_field(string message, string field)
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        await client.SendAsync(message);
        var error = (await client.ReceiveAsync()).GetProperty("error");
        await client.ExpectCloseAsync(WebSocketCloseStatus.InvalidPayloadData);

        Assert.Equal(("INVALID_ARGUMENT", field), (error.GetProperty("code").GetString(), error.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_message_may_be_as_large_as_allowed_and_no_larger(int over, bool taken)
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        const string Start = """{"type": "start"}""";
        await client.SendAsync(Start.PadRight((int)router.Server.Node.Sessions.Settings.MaxMessageBytes + over));
        var first = await client.ReceiveAsync();

        Assert.Equal(taken, first.TryGetProperty("kind", out _));
        if (taken) return;
        Assert.Equal("RESOURCE_EXHAUSTED", first.GetProperty("error").GetProperty("code").GetString());
        await client.ExpectCloseAsync(WebSocketCloseStatus.MessageTooBig);
    }

    [Theory]
    [InlineData("""{"type": "start", "context": {"KEY": null}}""")]
    [InlineData("""{"type": "start", "KEY": 1}""")]
    public async Task What_breaks_the_protocol_with_a_long_name_is_closed_with_a_whole_text(string message)
    {
        foreach (var padding in new[] { "", "a", "ab", "abc" })
        {
            using var client = await SessionClient.OpenAsync(router.Server.Address);
            await client.SendAsync(message.Replace("KEY", padding + string.Concat(Enumerable.Repeat("😀", 30)), StringComparison.Ordinal));
            Assert.Equal("INVALID_ARGUMENT", (await client.ReceiveAsync()).GetProperty("error").GetProperty("code").GetString());
            await client.ExpectCloseAsync(WebSocketCloseStatus.InvalidPayloadData);
            Assert.StartsWith("INVALID_ARGUMENT: ", client.Socket.CloseStatusDescription, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_close_reason_is_the_longest_start_of_whole_characters_that_fits()
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        foreach (var character in new[] { "a", "é", "一", "😀" })
        {
            for (var padding = 0; padding <= 130; padding++)
            {
                var whole = new string('x', padding) + string.Concat(Enumerable.Repeat(character, 40)) + "end";
                var reason = WebSocketSession.Shorten(whole);
                var bytes = strict.GetByteCount(reason);
                Assert.StartsWith(reason, whole, StringComparison.Ordinal);
                if (reason.Length < whole.Length) Assert.InRange(bytes, 124 - strict.GetByteCount(character), 123);
                else Assert.InRange(bytes, 0, 123);
            }
        }
    }

    [Fact]
    public void A_close_reason_has_no_half_of_a_character()
    {
        Assert.Equal("\ufffd", WebSocketSession.Shorten("\ud83d"));
        Assert.Equal("a\ufffdb", WebSocketSession.Shorten("a\ude00b"));
    }

    [Fact]
    public async Task A_binary_message_is_no_event()
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        await client.Socket.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        Assert.Equal("INVALID_ARGUMENT", (await client.ReceiveAsync()).GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{"type": """, "is not JSON")]
    [InlineData("not JSON", "is not JSON")]
    [InlineData("""{"type": "end"} {}""", "is not JSON")]
    [InlineData("""{"type": "nonsense"}""", "is not what an event may hold")]
    public async Task Broken_json_is_told_from_json_that_is_no_event(string message, string told)
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        await client.SendAsync(message);
        var error = (await client.ReceiveAsync()).GetProperty("error");

        Assert.Equal("message", error.GetProperty("field").GetString());
        Assert.Contains(told, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_message_that_is_not_utf8_is_closed_as_the_protocol_of_WebSockets_has_it()
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        await client.Socket.SendAsync(new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' }, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        using var limit = new CancellationTokenSource(Patience);
        var received = await client.Socket.ReceiveAsync(new byte[1024], limit.Token);

        // The server then ends the connection without waiting for an answer.
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.InvalidPayloadData), (received.MessageType, received.CloseStatus!.Value));
    }

    [Fact]
    public async Task A_request_that_is_no_upgrade_is_told_so()
    {
        using var response = await router.Client.GetAsync(new Uri("/v1/stream", UriKind.Relative));
        var problem = await HttpCalls.ExpectProblemAsync(response, 426, "INVALID_ARGUMENT", "Upgrade");
        Assert.Contains("/v1/stream wants a WebSocket", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example", false)]
    [InlineData("null", false)]
    [InlineData(null, true)]
    [InlineData("own", true)]
    public async Task Scripts_of_other_web_pages_may_not_open_a_session(string? origin, bool allowed)
    {
        var address = router.Client.BaseAddress!;
        using var socket = new ClientWebSocket();
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin == "own" ? address.GetLeftPart(UriPartial.Authority) : origin);
        var connecting = socket.ConnectAsync(SessionClient.AddressOf(router.Server.Address), CancellationToken.None);

        if (allowed) await connecting;
        else await Assert.ThrowsAsync<WebSocketException>(() => connecting);
    }

    [Theory]
    [InlineData("http://evil.example", "http://evil.example")]
    [InlineData("null", "a page of unknown origin")]
    [InlineData("http://evil.example/<script>", "a page of unknown origin")]
    public async Task A_page_that_may_not_open_a_session_is_told_why(string origin, string named)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stream");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]));
        request.Headers.Add("Origin", origin);
        using var response = await router.Client.SendAsync(request);

        var problem = await HttpCalls.ExpectProblemAsync(response, 403, "PERMISSION_DENIED", "Origin");
        var detail = problem.GetProperty("detail").GetString()!;
        Assert.StartsWith($"Origin: {named} may not", detail, StringComparison.Ordinal);
        Assert.Contains("router.http.allowed-origins", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type": "hypothesis", "utteranceId": "a", "text": null}""", "text")]
    [InlineData("""{"type": "hypothesis", "utteranceId": "a", "stability": "high"}""", "stability")]
    [InlineData("""{"type": "start"}""", "start")]
    [InlineData("""{"type": "hypothesis", "utter""", "message")]
    public async Task What_breaks_the_protocol_later_ends_the_session_after_what_was_decided(string message, string field)
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        await client.SendAsync("""{"type": "start"}""");
        await client.SendAsync("""{"type": "hypothesis", "utteranceId": "a", "text": "", "final": true}""");
        await client.ReceiveAsync("final");
        await client.SendAsync(message);
        var error = (await client.ReceiveAsync()).GetProperty("error");
        await client.ExpectCloseAsync(WebSocketCloseStatus.InvalidPayloadData);

        Assert.Equal(("INVALID_ARGUMENT", field), (error.GetProperty("code").GetString(), error.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Whatever_comes_before_it_a_final_hypothesis_gets_one_answer()
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        await client.SendAsync("""{"type": "start"}""");
        await client.SendAsync("""{"type": "hypothesis", "utteranceId": "a", "sequence": 1, "text": "wake me", "stability": 7}""");
        await client.SendAsync("""{"type": "hypothesis", "utteranceId": "a", "sequence": 2, "text": "\ud800\udc00 me", "alternatives": null}""");
        await client.SendAsync(
            """
            {"type": "hypothesis", "utteranceId": "a", "sequence": 3, "text": "wake me up at six", "final": true,
             "alternatives": [null, {"text": ""}, {"text": null}, {"text": "x", "score": 9}, {"text": "x", "score": null}, {}]}
            """);
        await client.SendAsync("""{"type": "hypothesis", "utteranceId": "b", "text": " ", "final": true}""");
        await client.SendAsync("""{"type": "end"}""");
        var updates = new List<JsonElement>();
        do updates.Add(await client.ReceiveAsync());
        while (updates[^1].GetProperty("type").GetString() is not "notice" || updates[^1].GetProperty("kind").GetString() != "ended");

        Assert.DoesNotContain(updates, update => update.GetProperty("type").GetString() == "error");
        Assert.Contains(updates, update => update.TryGetProperty("message", out var said) && said.GetString()!.Contains("stability: is 7", StringComparison.Ordinal));
        var finals = updates.Where(update => update.GetProperty("type").GetString() == "final")
            .ToDictionary(update => update.GetProperty("utteranceId").GetString()!, update => update.GetProperty("decision").GetProperty("outcome").GetString());
        Assert.Equal(new Dictionary<string, string?> { ["a"] = "routed", ["b"] = "outOfScope" }, finals);
    }

    [Fact]
    public async Task The_same_final_hypothesis_again_gets_the_same_decision()
    {
        using var client = await SessionClient.OpenAsync(router.Server.Address);
        const string Final = """{"type": "hypothesis", "utteranceId": "a", "sequence": 1, "text": "wake me up at six", "final": true}""";
        await client.SendAsync("""{"type": "start"}""");
        await client.SendAsync(Final);
        var first = await client.ReceiveAsync("final");
        await client.SendAsync(Final);
        var again = await client.ReceiveAsync("final");
        await client.SendAsync(Final.Replace("\"sequence\": 1", "\"sequence\": 2", StringComparison.Ordinal));
        var other = await client.ReceiveAsync("final");

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.NotEqual(Id(first), Id(other));

        static string? Id(JsonElement final) => final.GetProperty("decision").GetProperty("queryId").GetString();
    }

    [Fact]
    public async Task A_client_that_vanishes_leaves_nothing_behind()
    {
        var sessions = router.Server.Node.Sessions;
        using var meter = new CounterReadings("router.sessions.active");
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (var client = await SessionClient.OpenAsync(router.Server.Address))
        {
            await client.SendAsync("""{"type": "start"}""");
            await client.ReceiveAsync("notice");
            await client.SendAsync("""{"type": "hypothesis", "utteranceId": "a", "sequence": 1, "text": "wake me up", "stability": 0.1}""");
            meter.Changed = () =>
            {
                if (sessions.Count == 0) gone.TrySetResult();
            };
            client.Socket.Abort();
        }

        await gone.Task.WaitAsync(Patience);
    }
}
