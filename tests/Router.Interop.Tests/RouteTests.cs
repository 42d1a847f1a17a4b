using System.Text.Json.Nodes;

namespace Router.Interop.Tests;

/// <summary><c>router.v1.Router/Route</c> on the shipped models, called by foreign clients.</summary>
public sealed class RouteTests(RouterPeer router) : IClassFixture<RouterPeer>
{
    [Theory]
    [InlineData("node", "wake me up at six tomorrow", "alarm")]
    [InlineData("python", "wake me up at six tomorrow", "alarm")]
    [InlineData("node", "给我讲个笑话", "chitchat")]
    [InlineData("python", "给我讲个笑话", "chitchat")]
    public async Task A_text_is_routed(string client, string text, string subsystem)
    {
        var answer = await router.RouteAsync(client, new { text });
        AssertStatus(0, answer);
        var decision = answer["decision"]!;
        Assert.Equal(text, decision["text"]!.GetValue<string>());
        Assert.Equal("OUTCOME_ROUTED", decision["outcome"]!.GetValue<string>());
        Assert.Equal(subsystem, decision["subsystem"]!.GetValue<string>());
        Assert.True(Guid.TryParse(decision["query_id"]!.GetValue<string>(), out _));
        Assert.InRange(decision["timings"]!["total_ms"]!.GetValue<double>(), 0.001, 20_000);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("python")]
    public async Task An_empty_text_is_an_invalid_argument_naming_the_field(string client)
    {
        var answer = await router.RouteAsync(client, new { text = "" });
        AssertStatus(3, answer);
        Assert.StartsWith("text: is empty", Details(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("python")]
    public async Task A_time_has_the_offset_of_the_time_zone_that_the_request_names(string client)
    {
        var answer = await router.RouteAsync(client, new { text = "wake me up at six tomorrow", time_zone = "Pacific/Kiritimati" });
        AssertStatus(0, answer);
        var values = answer["decision"]!["slots"]!.AsArray().Select(slot => slot!["value"]!.GetValue<string>());
        Assert.Contains(values, value => value.EndsWith("T06:00:00+14:00", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("node")]
    [InlineData("python")]
    public async Task A_time_zone_that_is_not_known_is_an_invalid_argument_naming_the_field(string client)
    {
        var answer = await router.RouteAsync(client, new { text = "a", time_zone = "Mars/Olympus" });
        AssertStatus(3, answer);
        Assert.StartsWith("time_zone: is Mars/Olympus, ", Details(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("python")]
    public async Task More_time_than_is_allowed_is_an_invalid_argument_naming_the_field(string client)
    {
        var answer = await router.RouteAsync(client, new { text = "a", timeout_ms = 3_600_000 });
        AssertStatus(3, answer);
        Assert.StartsWith("timeout_ms: ", Details(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("python")]
    public async Task A_request_with_too_little_time_is_refused(string client)
    {
        var answer = await router.RouteAsync(client, new { text = "wake me up", timeout_ms = 1 });
        AssertStatus(4, answer);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("python")]
    public async Task A_full_router_says_when_to_try_again(string client)
    {
        await using var server = await RouterPeer.StartAsync("router.limits.max-in-flight=1");
        var answer = await router.AskAsync(client, "route_many", new { request = new { text = "wake me up" }, count = 64 }, server);
        var answers = answer["answers"]!.AsArray().Select(each => each!.AsObject()).ToList();
        Assert.Contains(answers, each => each["code"]!.GetValue<int>() == 0);
        var refused = answers.Where(each => each["code"]!.GetValue<int>() != 0).ToList();
        Assert.NotEmpty(refused);
        foreach (var each in refused)
        {
            AssertStatus(8, each);
            Assert.InRange(int.Parse(each["trailers"]!["grpc-retry-pushback-ms"]![0]!.GetValue<string>(), provider: null), 1, 60_000);
        }
    }

    [Theory]
    [InlineData("node")]
    [InlineData("python")]
    public async Task A_node_that_is_ready_says_so(string client)
    {
        var answer = await router.AskAsync(client, "health", new { services = new[] { "", "router.v1.Router" } });
        Assert.Equal("SERVING", answer[""]!["status"]!.GetValue<string>());
        Assert.Equal("SERVING", answer["router.v1.Router"]!["status"]!.GetValue<string>());
    }

    private static void AssertStatus(int code, JsonObject answer) =>
        Assert.True(code == answer["code"]!.GetValue<int>(), $"expected status {code}: {answer}");

    private static string Details(JsonObject answer) => answer["details"]!.GetValue<string>();
}
