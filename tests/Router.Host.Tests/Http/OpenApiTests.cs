using System.Text.Json;
using Router.Testing;

namespace Router.Host.Tests.Http;

/// <summary>The OpenAPI document, against what the server really answers.</summary>
[Collection(RouterCollection.Name)]
public sealed class OpenApiTests(RouterFixture router)
{
    [Theory]
    [InlineData("wake me up at quarter past six tomorrow", "slots", "value")]
    [InlineData("wake me up in ten minutes", "slots", "offset")]
    [InlineData("wake me up every monday at seven", "slots", "recurrence")]
    [InlineData("what is on my calendar from two to four tomorrow", "slots", "range")]
    [InlineData("what is on my calendar tomorrow before eight", "slots", "bound")]
    [InlineData("wake me up at about seven", "slots", "near")]
    [InlineData("wake me up at six and turn off the lights in the kitchen", "parts", "slots")]
    [InlineData("how many angels fit on the head of a pin", "slots", null)]
    public async Task Every_kind_of_decision_is_what_the_document_says(string text, string list, string? field)
    {
        var document = await ReadDocumentAsync();
        using var response = await router.Client.PostJsonAsync(JsonSerializer.Serialize(new { text }));
        var decision = await HttpCalls.ReadJsonAsync(response);

        Assert.Empty(document.ProblemsOf(decision, "/v1/route", "post", 200));
        if (field is not null) Assert.Contains(decision.GetProperty(list).EnumerateArray(), item => item.TryGetProperty(field, out _));
    }

    [Fact]
    public async Task A_list_of_decisions_and_errors_is_what_the_document_says()
    {
        var document = await ReadDocumentAsync();
        var truncated = string.Join(' ', Enumerable.Repeat("wake me", 60));
        using var response = await router.Client.PostJsonAsync(JsonSerializer.Serialize(new { texts = new[] { "wake me at six", "", truncated } }));
        var list = await HttpCalls.ReadJsonAsync(response);

        Assert.True(list.GetProperty("decisions")[1].TryGetProperty("error", out _));
        Assert.Empty(document.ProblemsOf(list, "/v1/route", "post", 200));
    }

    [Theory]
    [InlineData("""{"text": ""}""", 400)]
    [InlineData("""{"text": "a", "timeoutMs": 1}""", 504)]
    [InlineData("", 400)]
    public async Task Problems_of_a_request_are_what_the_document_says(string body, int status)
    {
        var document = await ReadDocumentAsync();
        using var response = await router.Client.PostJsonAsync(body);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(document.ProblemsOf(await HttpCalls.ReadJsonAsync(response), "/v1/route", "post", status));
    }

    [Theory]
    [InlineData("/healthz", 200)]
    [InlineData("/readyz", 200)]
    [InlineData("/v1/subsystems", 200)]
    [InlineData("/v1/cluster", 404)]
    [InlineData("/v1/stream", 426)]
    public async Task What_a_node_says_of_itself_is_what_the_document_says(string path, int status)
    {
        var document = await ReadDocumentAsync();
        using var response = await router.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(document.ProblemsOf(await HttpCalls.ReadJsonAsync(response), path, "get", status));
    }

    [Theory]
    [InlineData("Problem", "type", "title", "status", "detail", "code", "traceId")]
    [InlineData("RouteError", "code", "detail")]
    [InlineData("Slot", "type", "start", "end", "text", "score")]
    [InlineData(
        "RouteDecision", "queryId", "text", "outcome", "subsystem", "intent", "slots", "score", "alternatives", "partial", "missing", "degraded", "timings")]
    public async Task What_is_always_written_is_required_and_nothing_else(string schema, params string[] fields)
    {
        var document = await ReadDocumentAsync();

        Assert.Equal(fields.Order(StringComparer.Ordinal), document.RequiredOf(schema).Order(StringComparer.Ordinal));
    }

    private async Task<OpenApiAnswers> ReadDocumentAsync()
    {
        using var response = await router.Client.GetAsync(new Uri("/openapi.json", UriKind.Relative));
        return new OpenApiAnswers(await HttpCalls.ReadJsonAsync(response));
    }
}
