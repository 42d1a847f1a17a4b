using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts.Protocol;
using Router.Host.Grpc;
using Router.Host.Grpc.Client;

namespace Router.Testing;

/// <summary>A gRPC server with handlers of the test's own behind <c>router.v1.Router</c>, and a client of it.</summary>
internal sealed class TestRouter : IAsyncDisposable
{
    public static readonly GrpcClientMethod<Contracts.Protocol.RouteRequest, Contracts.Protocol.RouteDecision> Route =
        GrpcClientMethod<Contracts.Protocol.RouteRequest, Contracts.Protocol.RouteDecision>.Unary(RouterReflection.Descriptor.Services[0], "Route");

    public static readonly GrpcClientMethod<Contracts.Protocol.SessionEvent, Contracts.Protocol.SessionUpdate> Stream =
        GrpcClientMethod<Contracts.Protocol.SessionEvent, Contracts.Protocol.SessionUpdate>.Duplex(RouterReflection.Descriptor.Services[0], "Stream");

    private readonly GrpcServer _server;

    private TestRouter(GrpcServer server, GrpcChannelOptions options) => (_server, Client) = (server, new GrpcChannel(server.Address, options));

    public GrpcChannel Client { get; }

    public Uri Address => _server.Address;

    public static async Task<TestRouter> StartAsync(
        UnaryHandler<Contracts.Protocol.RouteRequest, Contracts.Protocol.RouteDecision>? route = null,
        DuplexHandler<Contracts.Protocol.SessionEvent, Contracts.Protocol.SessionUpdate>? stream = null,
        int maxBytes = 1024 * 1024,
        int clientMaxBytes = 1024 * 1024)
    {
        var service = new GrpcService(RouterReflection.Descriptor.Services[0]);
        if (route is not null) service.Unary("Route", route);
        if (stream is not null) service.Duplex("Stream", stream);
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
        var server = await GrpcServer.StartAsync(
            settings, [service], NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        return new TestRouter(server, new GrpcChannelOptions { MaxMessageBytes = clientMaxBytes });
    }

    public Task StopAsync() => _server.StopAsync(TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
