using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Router.Host.Grpc.Protocol;
using Router.Host.Listeners;
using Router.Host.Tests;
using ServingStatus = Router.Host.Grpc.Protocol.HealthCheckResponse.Types.ServingStatus;

namespace Router.Security.Tests.Calls;

/// <summary>Streams that clients keep open beside their calls; to watch the health nobody needs a key.</summary>
public sealed class WatchTests : IAsyncDisposable
{
    private const int MostOnOneConnection = 8;

    /// <summary>How long a connection that is too old is kept for its client to go.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ArmedClock _time = new();
    private readonly List<GrpcChannel> _channels = [];
    private TestRouter? _router;

    public async ValueTask DisposeAsync()
    {
        _channels.ForEach(channel => channel.Dispose());
        if (_router is not null) await _router.DisposeAsync();
    }

    [Theory]
    [InlineData("health", 3, 100)]
    [InlineData("health", 100, 3)]
    [InlineData("reflection", 3, 100)]
    public async Task Connections_on_which_somebody_only_watches_make_room(string what, int most, int mostOfAddress)
    {
        await StartAsync(OpenDoors.Connections with { Max = most, MaxPerAddress = mostOfAddress });
        for (var i = 0; i < 3; i++)
        {
            if (what == "health") await WatchAsync(new(Connect()));
            else await ListAsync(Connect());
        }

        // What they were answered has left.
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ServingStatus.Serving, (await new Health.HealthClient(Connect()).CheckAsync(new HealthCheckRequest())).Status);
    }

    [Fact]
    public async Task A_watched_connection_ends_when_it_is_too_old()
    {
        var limits = OpenDoors.Connections with { MaxAge = TimeSpan.FromHours(1) };
        await StartAsync(limits);
        var watch = await WatchAsync(new(Connect()));

        _time.Advance(limits.MaxAge);
        _time.Advance(Farewell);

        await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_connection_may_be_watched_for_longer_than_it_may_be_idle()
    {
        var limits = OpenDoors.Connections with { IdleTimeout = TimeSpan.FromMinutes(5) };
        await StartAsync(limits);
        var watch = await WatchAsync(new(Connect()));

        _time.Advance(limits.IdleTimeout);
        _time.Advance(Farewell);
        await _router!.StopAsync(TimeSpan.FromDays(1));

        var ended = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal("the server is stopping", ended.Status.Detail);
    }

    [Fact]
    public async Task One_connection_has_few_watches_at_once()
    {
        await StartAsync();
        var client = new Health.HealthClient(Connect());
        var watches = new List<AsyncServerStreamingCall<HealthCheckResponse>>();
        for (var i = 0; i < MostOnOneConnection; i++) watches.Add(await WatchAsync(client));

        var refused = await Assert.ThrowsAsync<RpcException>(() => WatchAsync(client).WaitAsync(Patience));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal(ServingStatus.Serving, (await client.CheckAsync(new HealthCheckRequest())).Status);
        await WatchAsync(new(Connect()));
        watches[0].Dispose();
        await AcceptedAsync(client).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_watch_of_a_name_that_no_service_has_is_not_kept()
    {
        await StartAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => WatchAsync(new(Connect()), new string('x', 2000)).WaitAsync(Patience));

        Assert.Equal((StatusCode.InvalidArgument, "service:"), (refused.StatusCode, refused.Status.Detail[..8]));
    }

    private async Task StartAsync(ConnectionSettings? connections = null) =>
        _router = await TestRouter.StartAsync(time: _time, connections: connections);

    /// <summary>A client with a connection of its own.</summary>
    private GrpcChannel Connect()
    {
        var channel = GrpcChannel.ForAddress(_router!.Address, new GrpcChannelOptions { DisposeHttpClient = true });
        _channels.Add(channel);
        return channel;
    }

    /// <summary>Begins to watch, and waits for the first word.</summary>
    private static async Task<AsyncServerStreamingCall<HealthCheckResponse>> WatchAsync(Health.HealthClient client, string service = "")
    {
        var watch = client.Watch(new HealthCheckRequest { Service = service });
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch;
    }

    /// <summary>Ends when the server takes one more watch: nothing tells when it has learned that another one is over.</summary>
    private static async Task AcceptedAsync(Health.HealthClient client)
    {
        while (true)
        {
            try
            {
                await WatchAsync(client);
                return;
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.ResourceExhausted)
            {
                // Not yet.
            }
        }
    }

    private static async Task ListAsync(GrpcChannel channel)
    {
        var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
    }
}
