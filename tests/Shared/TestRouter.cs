using Grpc.Core;
using Grpc.Net.Client;
using Router.Host.Grpc;
using Router.Host.Listeners;
using Router.Host.Security;
using Messages = Router.Contracts.Protocol;

namespace Router.Testing;

/// <summary>A gRPC server that answers <c>router.v1.Router</c> as the test says, and a client of it.</summary>
internal sealed class TestRouter : IAsyncDisposable
{
    private readonly GrpcServer _server;
    private readonly GrpcChannel _channel;

    private TestRouter(GrpcServer server) =>
        (_server, _channel) = (server, GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { DisposeHttpClient = true }));

    public Messages.Router.RouterClient Client => new(_channel);

    public GrpcChannel Channel => _channel;

    public Uri Address => _server.Address;

    public static async Task<TestRouter> StartAsync(
        UnaryServerMethod<Messages.RouteRequest, Messages.RouteDecision>? route = null,
        DuplexStreamingServerMethod<Messages.SessionEvent, Messages.SessionUpdate>? stream = null,
        int maxBytes = 1024 * 1024,
        TimeProvider? time = null,
        ListenerServices? services = null,
        ConnectionSettings? connections = null)
    {
        var settings = new GrpcSettings
        {
            Listener = OpenDoors.Listener("router.grpc", connections),
            MaxMessageBytes = maxBytes,
            MaxUnfinishedBytes = 4 * 1024 * 1024,
            // What a client assumes before it is told; streams over a lower bound would be refused on a fresh connection.
            MaxConcurrentStreams = 100,
            KeepAliveInterval = TimeSpan.Zero,
            KeepAliveTimeout = TimeSpan.FromSeconds(20),
        };
        var service = new Service(route, stream);
        var server = await GrpcServer.StartAsync(
            settings, Messages.Router.Descriptor, binder => Messages.Router.BindService(binder, service),
            services ?? OpenDoors.Services(time: time), CancellationToken.None);
        server.Health.Set(serving: true);
        return new TestRouter(server);
    }

    /// <summary>Stops the server: it waits as long for calls under way to end.</summary>
    public Task StopAsync(TimeSpan timeout) => _server.StopAsync(timeout);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    private sealed class Service(
        UnaryServerMethod<Messages.RouteRequest, Messages.RouteDecision>? route, DuplexStreamingServerMethod<Messages.SessionEvent, Messages.SessionUpdate>? stream)
        : Messages.Router.RouterBase
    {
        public override Task<Messages.RouteDecision> Route(Messages.RouteRequest request, ServerCallContext context) =>
            route is null ? base.Route(request, context) : route(request, context);

        public override Task Stream(
            IAsyncStreamReader<Messages.SessionEvent> requestStream, IServerStreamWriter<Messages.SessionUpdate> responseStream, ServerCallContext context) =>
            stream is null ? base.Stream(requestStream, responseStream, context) : stream(requestStream, responseStream, context);
    }
}
