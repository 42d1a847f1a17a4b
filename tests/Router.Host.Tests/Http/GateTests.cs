using Router.Host.Http;
using Router.Host.Listeners;
using Router.Testing;

namespace Router.Host.Tests.Http;

/// <summary>The front end of a node that is not serving.</summary>
public sealed class GateTests : IAsyncLifetime
{
    private readonly NodeGate _gate = new("node-1");
    private readonly HttpClient _client = new();
    private HttpFrontEnd? _http;

    public async Task InitializeAsync()
    {
        _http = await HttpFrontEnd.StartAsync(Options(port: 0), _gate, OpenDoors.Services(), CancellationToken.None);
        _client.BaseAddress = _http.Address;
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _http!.DisposeAsync();
    }

    [Fact]
    public async Task A_starting_node_is_healthy_and_not_ready()
    {
        using var health = await _client.GetAsync("/healthz");
        using var ready = await _client.GetAsync("/readyz");
        using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/readyz"));

        Assert.Equal(200, (int)health.StatusCode);
        Assert.Equal((503, 503), ((int)ready.StatusCode, (int)head.StatusCode));
        Assert.Equal("""{"node":"node-1","state":"starting"}""", await ready.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_starting_node_refuses_queries_with_a_hint()
    {
        using var response = await _client.PostJsonAsync("""{"text": "wake me"}""");

        await HttpCalls.ExpectProblemAsync(response, 503, "UNAVAILABLE", field: null);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("draining")]
    [InlineData("stopped")]
    public async Task A_node_that_ends_is_not_ready(string state)
    {
        if (state == "draining") _gate.Drain();
        else _gate.Close();

        using var ready = await _client.GetAsync("/readyz");

        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Equal(state, (await HttpCalls.ReadJsonAsync(ready)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_what_to_do()
    {
        var taken = _http!.Address.Port;

        var failure = await Assert.ThrowsAsync<PortInUseException>(
            () => HttpFrontEnd.StartAsync(Options(taken), new NodeGate("node-2"), OpenDoors.Services(), CancellationToken.None));

        Assert.Contains($"127.0.0.1:{taken}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--port", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_a_configuration_error()
    {
        var options = Options(port: 0);
        options = options with { Listener = options.Listener with { Host = "203.0.113.1" } };

        var failure = await Assert.ThrowsAsync<Contracts.ConfigurationError>(
            () => HttpFrontEnd.StartAsync(options, new NodeGate("node-2"), OpenDoors.Services(), CancellationToken.None));

        Assert.StartsWith("router.http.host", failure.Message, StringComparison.Ordinal);
    }

    internal static HttpOptions Options(int port) =>
        new() { Listener = OpenDoors.Listener("router.http") with { Port = port }, MaxRequestBytes = 1024 * 1024, MaxTexts = 256, AllowedOrigins = [], AllowedHosts = [] };
}
