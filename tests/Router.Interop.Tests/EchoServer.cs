using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host.Grpc;
using Router.Host.Grpc.Services;

namespace Router.Interop.Tests;

/// <summary>A server on a free port with the echo service, health and reflection.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    public static readonly GrpcSettings Settings = new()
    {
        Host = "127.0.0.1",
        Port = 0,
        MaxMessageBytes = MaxMessageBytes,
        MaxConcurrentStreams = 256,
        MaxConnections = 64,
        KeepAliveInterval = TimeSpan.Zero,
        KeepAliveTimeout = TimeSpan.FromSeconds(20),
    };

    private readonly GrpcServer _server;

    private EchoServer(GrpcServer server, EchoService echo, HealthService health) => (_server, Echo, Health) = (server, echo, health);

    public EchoService Echo { get; }

    public HealthService Health { get; }

    public Uri Address => _server.Address;

    public static async Task<EchoServer> StartAsync(GrpcSettings? settings = null, ILoggerFactory? loggers = null)
    {
        var echo = new EchoService();
        var health = new HealthService([echo.Service.Descriptor.FullName]);
        ServiceDescriptor[] described = [echo.Service.Descriptor, health.Service.Descriptor];
        var server = await GrpcServer.StartAsync(
            settings ?? Settings, [echo.Service, health.Service, new ReflectionService(described).Service],
            loggers ?? NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        return new EchoServer(server, echo, health);
    }

    public Task StopAsync(TimeSpan timeout) => _server.StopAsync(timeout);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
