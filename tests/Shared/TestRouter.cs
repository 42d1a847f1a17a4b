using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts.Protocol;
using Router.Host.Grpc;

namespace Router.Testing;

/// <summary>A gRPC server that answers <c>router.v1.Router</c> as the test says, and a client of it.</summary>
internal sealed class TestRouter : IAsyncDisposable
{
    private readonly GrpcServer _server;
    private readonly GrpcChannel _channel;

    private TestRouter(GrpcServer server) =>
        (_server, _channel) = (server, GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { DisposeHttpClient = true }));

    public Contracts.Protocol.Router.RouterClient Client => new(_channel);

    public GrpcChannel Channel => _channel;

    public Uri Address => _server.Address;

    public static async Task<TestRouter> StartAsync(
        UnaryServerMethod<RouteRequest, RouteDecision>? route = null,
        DuplexStreamingServerMethod<SessionEvent, SessionUpdate>? stream = null,
        int maxBytes = 1024 * 1024,
        TimeProvider? time = null)
    {
        var settings = new GrpcSettings
        {
            Host = "127.0.0.1",
            Port = 0,
            MaxMessageBytes = maxBytes,
            // What a client assumes before it is told; streams over a lower bound would be refused on a fresh connection.
            MaxConcurrentStreams = 100,
            MaxConnections = 16,
            KeepAliveInterval = TimeSpan.Zero,
            KeepAliveTimeout = TimeSpan.FromSeconds(20),
        };
        var service = new Service(route, stream);
        var server = await GrpcServer.StartAsync(
            settings, Contracts.Protocol.Router.Descriptor, binder => Contracts.Protocol.Router.BindService(binder, service),
            NullLoggerFactory.Instance, time ?? TimeProvider.System, CancellationToken.None);
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
        UnaryServerMethod<RouteRequest, RouteDecision>? route, DuplexStreamingServerMethod<SessionEvent, SessionUpdate>? stream)
        : Contracts.Protocol.Router.RouterBase
    {
        public override Task<RouteDecision> Route(RouteRequest request, ServerCallContext context) =>
            route is null ? base.Route(request, context) : route(request, context);

        public override Task Stream(
            IAsyncStreamReader<SessionEvent> requestStream, IServerStreamWriter<SessionUpdate> responseStream, ServerCallContext context) =>
            stream is null ? base.Stream(requestStream, responseStream, context) : stream(requestStream, responseStream, context);
    }
}
