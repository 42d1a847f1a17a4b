using System.Net;
using Router.Contracts;
using Router.Host.Http;
using Router.Host.Security;
using Router.Host.Tests.Security;

namespace Router.Host.Tests.Http;

public sealed class AdminFrontEndTests
{
    private readonly NodeGate _gate = new("node-1");

    [Fact]
    public async Task Probes_and_metrics_are_answered_and_nothing_else()
    {
        await using var admin = await StartAsync(Access.Open);
        using var client = new HttpClient { BaseAddress = admin.Address };
        RouterMetrics.Refused(RefusalReason.ShuttingDown);

        using var health = await client.GetAsync("/healthz");
        using var ready = await client.GetAsync("/readyz");
        using var route = await client.PostAsync("/v1/route", content: null);
        using var metrics = await client.GetAsync("/metrics");
        var page = await metrics.Content.ReadAsStringAsync();

        Assert.Equal((200, 503, 404), ((int)health.StatusCode, (int)ready.StatusCode, (int)route.StatusCode));
        Assert.Equal("text/plain", metrics.Content.Headers.ContentType?.MediaType);
        Assert.Contains("# TYPE router_queries_refused_total counter\n", page, StringComparison.Ordinal);
        Assert.Matches("\nrouter_queries_refused_total{[^}]*reason=\"ShuttingDown\"[^}]*} [1-9]", page);
    }

    [Fact]
    public async Task Metrics_are_a_right_and_health_is_not()
    {
        using var file = new KeyFile();
        var (plain, one) = KeyFile.Make("plain", "route");
        var (reader, two) = KeyFile.Make("reader", "metrics");
        file.Write(one, two);
        await using var admin = await StartAsync(Access.Create(SecuredDoors.Settings(file.Path), AuditLog.None, new CapturedLog(), TimeProvider.System));
        using var client = new HttpClient { BaseAddress = admin.Address };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        var statuses = (await StatusAsync(client, key: null), await StatusAsync(client, plain), await StatusAsync(client, reader));
        Assert.Equal((401, 403, 200), statuses);
    }

    private static async Task<int> StatusAsync(HttpClient client, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private Task<AdminFrontEnd> StartAsync(Access access) => AdminFrontEnd.StartAsync(
        OpenDoors.Listener("router.admin"), [], _gate, OpenDoors.Services(access), CancellationToken.None);
}
