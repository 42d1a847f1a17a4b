using System.Globalization;
using System.Text;
using System.Text.Json;
using Router.Contracts.Protocol;
using Router.Testing;

namespace Router.Host.Tests.Http;

[Collection(RouterCollection.Name)]
public sealed class RouteTests(RouterFixture router)
{
    private static readonly string[] DecisionFields =
    [
        "queryId", "text", "outcome", "subsystem", "intent", "slots", "score", "alternatives", "partial", "missing", "skipped", "degraded", "timings",
    ];

    [Fact]
    public async Task A_decision_has_exactly_the_documented_fields_in_their_order()
    {
        var decision = await router.Client.RouteAsync("wake me up at quarter past six tomorrow");

        Assert.Equal(DecisionFields, decision.EnumerateObject().Select(field => field.Name));
        Assert.True(Guid.TryParse(decision.GetProperty("queryId").GetString(), out _));
        Assert.Equal("wake me up at quarter past six tomorrow", decision.GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.False, decision.GetProperty("partial").ValueKind);
        Assert.Empty(decision.GetProperty("missing").EnumerateArray());
        Assert.Equal(
            ["queueMs", "encodeMs", "headsMs", "rankMs", "totalMs"],
            decision.GetProperty("timings").EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task A_command_is_routed_with_its_intent_and_its_slots()
    {
        var decision = await router.Client.RouteAsync("wake me up at quarter past six tomorrow");

        Assert.Equal("routed", decision.GetProperty("outcome").GetString());
        Assert.Equal("alarm", decision.GetProperty("subsystem").GetString());
        Assert.Equal("alarm_set", decision.GetProperty("intent").GetString());
        Assert.InRange(decision.GetProperty("score").GetDouble(), 0.0, 1.0);
        Assert.NotEmpty(decision.GetProperty("slots").EnumerateArray());
    }

    [Theory]
    [InlineData("wake me up at quarter past six tomorrow", "T06:15:00")]
    [InlineData("明天早上八点叫我起床", "T08:00:00")]
    public async Task A_time_has_a_value_that_programs_can_read_completed_by_the_slots_beside_it(string text, string expected)
    {
        var before = TimeProvider.System.GetLocalNow();
        var decision = await router.Client.RouteAsync(text);
        var after = TimeProvider.System.GetLocalNow();
        var time = Assert.Single(decision.GetProperty("slots").EnumerateArray(), slot => slot.GetProperty("type").GetString() == "time");

        var value = time.GetProperty("value").GetString()!;
        Assert.Contains(expected, value, StringComparison.Ordinal);
        Assert.InRange(DateTimeOffset.Parse(value, CultureInfo.InvariantCulture).Date, before.Date.AddDays(1), after.Date.AddDays(1));
    }

    [Theory]
    [InlineData("Pacific/Kiritimati", "+14:00")]
    [InlineData("Etc/GMT+12", "-12:00")]
    public async Task Times_are_those_of_the_time_zone_that_the_request_names(string zone, string offset)
    {
        using var response = await router.Client.PostJsonAsync($$"""{"texts": ["wake me up at quarter past six tomorrow", "明天早上八点叫我起床"], "timeZone": "{{zone}}"}""");
        var decisions = (await HttpCalls.ReadJsonAsync(response)).GetProperty("decisions").EnumerateArray();

        var times = decisions.Select(decision => decision.GetProperty("slots").EnumerateArray().Single(slot => slot.GetProperty("type").GetString() == "time"));
        Assert.Equal([$"T06:15:00{offset}", $"T08:00:00{offset}"], times.Select(time => time.GetProperty("value").GetString()![10..]));
    }

    [Theory]
    [InlineData("wake me up at quarter past six tomorrow")]
    [InlineData("ａｌａｒｍ 😀 明天早上八点叫我起床")]
    public async Task Slots_are_pieces_of_the_text_as_sent_in_utf16_offsets(string text)
    {
        var decision = await router.Client.RouteAsync(text);

        var end = 0;
        foreach (var slot in decision.GetProperty("slots").EnumerateArray())
        {
            var (from, to) = (slot.GetProperty("start").GetInt32(), slot.GetProperty("end").GetInt32());
            Assert.InRange(from, end, to - 1);
            Assert.Equal(text[from..to], slot.GetProperty("text").GetString());
            Assert.Equal(["type", "start", "end", "text", "score"], slot.EnumerateObject().Select(field => field.Name).Where(name => name != "value"));
            end = to;
        }
        Assert.InRange(end, 0, text.Length);
    }

    [Fact]
    public async Task Text_that_no_subsystem_takes_is_out_of_scope_without_subsystem_and_intent()
    {
        var decision = await router.Client.RouteAsync("blorf quanty zzim tork");

        Assert.Equal("outOfScope", decision.GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Null, decision.GetProperty("subsystem").ValueKind);
        Assert.Equal(JsonValueKind.Null, decision.GetProperty("intent").ValueKind);
        Assert.Empty(decision.GetProperty("slots").EnumerateArray());
    }

    [Fact]
    public async Task A_list_is_answered_in_its_order_with_errors_in_the_place_of_decisions()
    {
        var texts = new[] { "wake me up at six", " ", "给我讲个笑话", new string('x', 600), "打开窗帘" };

        using var response = await router.Client.PostJsonAsync(JsonSerializer.Serialize(new { texts }));
        var body = await HttpCalls.ReadJsonAsync(response);

        var answers = body.GetProperty("decisions").EnumerateArray().ToArray();
        Assert.Equal(["decisions"], body.EnumerateObject().Select(field => field.Name));
        Assert.Equal(texts.Length, answers.Length);
        foreach (var i in new[] { 0, 2, 4 }) Assert.Equal(texts[i], answers[i].GetProperty("text").GetString());
        foreach (var i in new[] { 1, 3 })
        {
            var error = answers[i].GetProperty("error");
            Assert.Equal("INVALID_ARGUMENT", error.GetProperty("code").GetString());
            Assert.Equal($"texts[{i}]", error.GetProperty("field").GetString());
        }
    }

    [Fact]
    public async Task Every_option_of_a_request_is_taken()
    {
        using var response = await router.Client.PostJsonAsync(
            """{"text": "wake me at six", "language": "en-GB", "priority": "high", "timeoutMs": 20000, "timeZone": "Europe/London"}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_request_in_protobuf_is_answered_in_protobuf()
    {
        var request = new RouteRequest
        {
            Text = "wake me up at quarter past six tomorrow",
            Language = "en",
            Priority = Priority.High,
            TimeoutMs = 20_000,
            TimeZone = "Pacific/Kiritimati",
        };

        using var response = await router.Client.PostAsync(Google.Protobuf.MessageExtensions.ToByteArray(request), "application/x-protobuf");
        var decision = RouteDecision.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync());

        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(request.Text, decision.Text);
        Assert.Equal(Outcome.Routed, decision.Outcome);
        Assert.Equal("alarm_set", decision.Intent);
        Assert.EndsWith("T06:15:00+14:00", decision.Slots.Single(slot => slot.Type == "time").Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/x-protobuf", "application/json", "application/json")]
    [InlineData("application/json", "application/x-protobuf", "application/x-protobuf")]
    [InlineData("application/json; charset=\"UTF-8\"", "*/*", "application/json")]
    public async Task Accept_chooses_the_form_of_the_answer(string sent, string accepted, string answered)
    {
        var body = sent.StartsWith("application/json", StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes("""{"text": "wake me at six"}""")
            : Google.Protobuf.MessageExtensions.ToByteArray(new RouteRequest { Text = "wake me at six" });

        using var response = await router.Client.PostAsync(body, sent, accepted);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(answered, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Every_sample_is_decided_and_most_are_routed()
    {
        var texts = (await File.ReadAllLinesAsync(Installation.Samples)).Where(line => line.Length > 0 && line[0] != '#').ToArray();

        using var response = await router.Client.PostJsonAsync(JsonSerializer.Serialize(new { texts, timeoutMs = 20_000 }));
        var answers = (await HttpCalls.ReadJsonAsync(response)).GetProperty("decisions").EnumerateArray().ToArray();

        Assert.Equal(texts, answers.Select(answer => answer.GetProperty("text").GetString()));
        Assert.InRange(answers.Count(answer => answer.GetProperty("outcome").GetString() == "routed"), texts.Length / 2, texts.Length);
    }
}
