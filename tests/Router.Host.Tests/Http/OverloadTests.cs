using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Testing;

namespace Router.Host.Tests.Http;

/// <summary>Full queues, a subsystem that is down, and a node that stops: each with a server of its own.</summary>
[Collection(RouterCollection.Name)]
public sealed class OverloadTests
{
    [Theory]
    [InlineData("router.limits.max-in-flight=1")]
    [InlineData("router.backbone-defaults.queue-capacity=1", "router.backbone-defaults.max-batch-size=1")]
    public async Task A_full_router_refuses_at_once_with_a_hint_and_decides_the_rest(params string[] bounds)
    {
        await using var server = await StartAsync(bounds);
        using var client = new HttpClient { BaseAddress = server.Address };

        var sending = Enumerable.Range(0, 32).Select(i => client.PostJsonAsync($$"""{"text": "wake me up at {{i}}"}""")).ToArray();
        var responses = await Task.WhenAll(sending);

        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.TooManyRequests);
        foreach (var refused in responses.Where(response => response.StatusCode != HttpStatusCode.OK))
        {
            var problem = await HttpCalls.ExpectProblemAsync(refused, 429, "RESOURCE_EXHAUSTED", field: null);
            Assert.InRange(problem.GetProperty("retryAfterMs").GetInt64(), 1, 60_000);
            Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_server_that_stops_answers_what_it_took_and_takes_nothing_more()
    {
        var server = await StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        // The connections are open before the end begins: what is tested is requests, not the listen backlog.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => client.GetAsync("/healthz")));
        var sending = Enumerable.Range(0, 16).Select(i => client.PostJsonAsync($$"""{"text": "wake me up at {{i}}"}""")).ToArray();
        await Task.WhenAny(sending);

        await server.DisposeAsync();
        var responses = await Task.WhenAll(sending);

        HttpStatusCode[] allowed = [HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable];
        Assert.All(responses, response => Assert.Contains(response.StatusCode, allowed));
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.OK);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync("/healthz"));
        Assert.Equal(0, server.Node.Queries.InFlight);
    }

    private static Task<RouterServer> StartAsync(params string[] settings) => RouterServer.StartAsync(
        Installation.Configuration(settings), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
}
