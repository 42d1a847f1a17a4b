using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Router.Host;

namespace Router.Testing;

/// <summary>Calls as a foreign client makes them: bytes and headers, nothing of the router's own types.</summary>
internal static class HttpCalls
{
    public static Task<HttpResponseMessage> PostAsync(
        this HttpClient client, byte[] body, string contentType = "application/json", string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/route") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (accept is not null) request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        return client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string json) =>
        client.PostAsync(Encoding.UTF8.GetBytes(json));

    /// <summary>Routes a text and expects a decision.</summary>
    public static async Task<JsonElement> RouteAsync(this HttpClient client, string text)
    {
        using var response = await client.PostJsonAsync(JsonSerializer.Serialize(new { text }));
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await ReadJsonAsync(response);
    }

    public static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }

    /// <summary>Expects an RFC 9457 problem.</summary>
    public static async Task<JsonElement> ExpectProblemAsync(HttpResponseMessage response, int status, string code, string? field)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"status {(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await ReadJsonAsync(response);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()));
        return problem;
    }
}
