using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host.Grpc;
using Router.Interop.Tests.Protocol;
using Router.Testing;

namespace Router.Interop.Tests;

/// <summary>A server on a free port with the echo service, health and reflection.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    public static readonly GrpcSettings Settings = new()
    {
        Listener = OpenDoors.Listener("router.grpc"),
        MaxMessageBytes = MaxMessageBytes,
        MaxConcurrentStreams = 256,
        MaxUnfinishedBytes = 4 * 1024 * 1024,
        KeepAliveInterval = TimeSpan.Zero,
        KeepAliveTimeout = TimeSpan.FromSeconds(20),
    };

    private readonly GrpcServer _server;

    private EchoServer(GrpcServer server, EchoService echo) => (_server, Echo) = (server, echo);

    public EchoService Echo { get; }

    public HealthService Health => _server.Health;

    public Uri Address => _server.Address;

    public static async Task<EchoServer> StartAsync(GrpcSettings? settings = null, ILoggerFactory? loggers = null)
    {
        var echo = new EchoService();
        var server = await GrpcServer.StartAsync(
            settings ?? Settings, Protocol.Echo.Descriptor, binder => Protocol.Echo.BindService(binder, echo),
            OpenDoors.Services(loggers: loggers), CancellationToken.None);
        return new EchoServer(server, echo);
    }

    public Task StopAsync(TimeSpan timeout) => _server.StopAsync(timeout);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
