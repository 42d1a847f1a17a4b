using Router.Testing;

namespace Router.Host.Tests.Http;

[Collection(RouterCollection.Name)]
public sealed class NodeEndpointTests(RouterFixture router)
{
    [Fact]
    public async Task A_serving_node_is_healthy_and_ready()
    {
        foreach (var path in new[] { "/healthz", "/readyz" })
        {
            using var response = await router.Client.GetAsync(path);
            var status = await HttpCalls.ReadJsonAsync(response);

            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal("ready", status.GetProperty("state").GetString());
            Assert.False(string.IsNullOrEmpty(status.GetProperty("node").GetString()));
        }
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Head_is_answered_as_get_is_without_the_body(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await router.Client.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_subsystems_are_listed_with_what_they_know()
    {
        using var response = await router.Client.GetAsync("/v1/subsystems");
        var list = await HttpCalls.ReadJsonAsync(response);

        var subsystems = list.GetProperty("subsystems").EnumerateArray().ToArray();
        var heads = subsystems.Where(subsystem => subsystem.GetProperty("name").GetString() == "alarm").ToArray();
        var alarm = heads[0];
        Assert.Equal(18, subsystems.Select(subsystem => subsystem.GetProperty("name").GetString()).Distinct().Count());
        Assert.Contains("alarm_set", alarm.GetProperty("intents").EnumerateArray().Select(intent => intent.GetString()));
        Assert.DoesNotContain("reject", alarm.GetProperty("intents").EnumerateArray().Select(intent => intent.GetString()));
        Assert.NotEmpty(alarm.GetProperty("slots").EnumerateArray());
        Assert.Equal(["bge-en 2.0.0", "bge-zh 2.1.0"], heads.Select(head => head.GetProperty("backbone").GetString()));
        Assert.Equal(
            [("bge-en", "2.0.0"), ("bge-zh", "2.1.0")],
            list.GetProperty("backbones").EnumerateArray().Select(backbone => (backbone.GetProperty("name").GetString(), backbone.GetProperty("version").GetString())));
        Assert.Equal(("2.1.0", "2.1.0"), (list.GetProperty("ranker").GetProperty("version").GetString(), list.GetProperty("cutter").GetProperty("version").GetString()));
    }

    [Fact]
    public async Task A_node_that_is_alone_knows_of_no_cluster()
    {
        using var response = await router.Client.GetAsync("/v1/cluster");
        await HttpCalls.ExpectProblemAsync(response, 404, "NOT_FOUND", field: null);
        using var left = await router.Client.DeleteAsync("/v1/cluster/members/a");
        await HttpCalls.ExpectProblemAsync(left, 404, "NOT_FOUND", field: null);
    }

    [Fact]
    public async Task The_openapi_document_describes_every_path_and_every_field_of_a_decision()
    {
        using var response = await router.Client.GetAsync("/openapi.json");
        var document = await HttpCalls.ReadJsonAsync(response);

        var paths = document.GetProperty("paths");
        Assert.Equal(
            ["/healthz", "/readyz", "/v1/cluster", "/v1/cluster/members/{node}", "/v1/route", "/v1/stream", "/v1/subsystems"],
            paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        var route = paths.GetProperty("/v1/route").GetProperty("post");
        Assert.True(route.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        string[] statuses = ["200", "400", "413", "415", "429", "503", "504"];
        Assert.Subset(route.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToHashSet(), statuses.ToHashSet());
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var decision = schemas.GetProperty("RouteDecision").GetProperty("properties");
        Assert.Equal("number", decision.GetProperty("score").GetProperty("type").GetString());
        Assert.Equal(
            ["routed", "multiple", "ambiguous", "outOfScope"],
            schemas.GetProperty("DecisionOutcome").GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        Assert.True(schemas.TryGetProperty("RouteError", out _));
        foreach (var reserved in new[] { decision.GetProperty("degraded"), schemas.GetProperty("RouteBody").GetProperty("properties").GetProperty("language") })
            Assert.StartsWith("Reserved: ", reserved.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.True(schemas.GetProperty("Slot").GetProperty("properties").TryGetProperty("value", out _));
        string[] fields = ["queryId", "outcome", "slots", "alternatives", "missing", "timings"];
        Assert.Subset(decision.EnumerateObject().Select(field => field.Name).ToHashSet(), fields.ToHashSet());
    }
}
