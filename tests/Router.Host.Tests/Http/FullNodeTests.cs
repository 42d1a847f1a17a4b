using System.Net;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Testing;
using Messages = Router.Contracts.Protocol;

namespace Router.Host.Tests.Http;

/// <summary>A node that is full, as one query does not end: it refuses without reading.</summary>
[Collection(RouterCollection.Name)]
public sealed class FullNodeTests : IAsyncLifetime
{
    private const string Counter = "router.queries.refused";

    private readonly ManualResetEventSlim _mayJudge = new(initialState: true);
    private RouterServer? _server;
    private HttpClient? _client;
    private Task<RouteResult>? _held;

    public async Task InitializeAsync()
    {
        _server = await RouterServer.StartAsync(
            Installation.Configuration("router.limits.max-in-flight=1"), (_, judge) => batch =>
            {
                _mayJudge.Wait();
                return judge(batch);
            },
            NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        // All requests of a test go over one connection: what is refused leaves nothing of itself behind on it.
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = _server.Address };
        _mayJudge.Reset();
        _held = _server.Node.Queries.RouteAsync(new RouteRequest("the one that stays"), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        _mayJudge.Set();
        await _held!;
        _client!.Dispose();
        await _server!.DisposeAsync();
        _mayJudge.Dispose();
    }

    [Fact]
    public async Task A_refusal_is_a_whole_problem_of_its_request()
    {
        using var response = await _client!.PostJsonAsync("""{"text": "wake me up at six"}""");

        var trace = Assert.Single(response.Headers.GetValues("traceresponse")).Split('-')[1];
        Assert.Equal(
            $$"""
            {"type":"urn:router:problem:resource-exhausted","title":"The router is full","status":429,"detail":"{{RouteError.FullDetail}}","code":"RESOURCE_EXHAUSTED","retryAfterMs":100,"traceId":"{{trace}}"}
            """,
            await response.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.TooManyRequests, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("application/json", """{"text": "wake me up at six"}""")]
    [InlineData("application/json", """{"text": "texts"}""")]
    [InlineData("application/json", "not JSON")]
    [InlineData("application/json", "")]
    [InlineData("application/x-protobuf", "nor protobuf")]
    public async Task What_is_refused_is_not_parsed_and_is_counted(string type, string body)
    {
        using var counted = new CounterReadings(Counter);
        for (var i = 0; i < 3; i++)
        {
            using var response = await _client!.PostAsync(Encoding.UTF8.GetBytes(body), type);
            await HttpCalls.ExpectProblemAsync(response, 429, "RESOURCE_EXHAUSTED", field: null);
        }
        Assert.InRange(counted[Counter + "{reason=QueueFull}"], 3, long.MaxValue);
    }

    [Fact]
    public async Task The_texts_of_a_list_wait_for_room()
    {
        var sending = _client!.PostJsonAsync("""{"texts": ["wake me up at six"]}""");
        using (var other = new HttpClient { BaseAddress = _server!.Address })
        {
            using var refused = await other.PostJsonAsync("""{"text": "wake me up at six"}""");
            await HttpCalls.ExpectProblemAsync(refused, 429, "RESOURCE_EXHAUSTED", field: null);
        }
        Assert.False(sending.IsCompleted);

        _mayJudge.Set();

        using var response = await sending;
        Assert.Equal("alarm", (await HttpCalls.ReadJsonAsync(response)).GetProperty("decisions")[0].GetProperty("subsystem").GetString());
    }

    [Theory]
    [InlineData("""{"texts": ["wake me up at six"]}""")]
    [InlineData("""not JSON, "texts" """)]
    public async Task A_list_is_refused_unread_when_as_many_texts_wait_as_may(string body)
    {
        using var counted = new CounterReadings(Counter);
        var queries = _server!.Node.Queries;
        var window = queries.OpenWindow();
        var waiting = Enumerable.Range(0, 4).Select(_ => queries.RouteAsync(
            new RouteRequest("wake me up at six") { Timeout = queries.Limits.MaxTimeout }, window, CancellationToken.None)).ToArray();

        using (var response = await _client!.PostJsonAsync(body))
        {
            await HttpCalls.ExpectProblemAsync(response, 429, "RESOURCE_EXHAUSTED", field: null);
            Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        }
        Assert.InRange(counted[Counter + "{reason=QueueFull}"], 1, long.MaxValue);
        _mayJudge.Set();
        await Task.WhenAll(waiting);
        Assert.Equal("alarm", (await _client!.RouteAsync("wake me up at six")).GetProperty("subsystem").GetString());
    }

    [Fact]
    public async Task Over_gRPC_the_hint_is_in_the_trailers()
    {
        using var counted = new CounterReadings(Counter);
        using var channel = GrpcChannel.ForAddress(_server!.GrpcAddress!);
        var router = new Messages.Router.RouterClient(channel);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await router.RouteAsync(new Messages.RouteRequest { Text = "wake me up at six" }));

        Assert.Equal((StatusCode.ResourceExhausted, RouteError.FullDetail), (refused.StatusCode, refused.Status.Detail));
        Assert.Equal("100", refused.Trailers.GetValue("grpc-retry-pushback-ms"));
        Assert.InRange(counted[Counter + "{reason=QueueFull}"], 1, long.MaxValue);
    }

    [Fact]
    public async Task With_room_again_everything_is_read()
    {
        _mayJudge.Set();
        await _held!;

        Assert.Equal("alarm", (await _client!.RouteAsync("wake me up at six")).GetProperty("subsystem").GetString());
        using var broken = await _client!.PostJsonAsync("not JSON");
        await HttpCalls.ExpectProblemAsync(broken, 400, "INVALID_ARGUMENT", "body");
    }
}
