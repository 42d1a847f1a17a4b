using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Reflection;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Router.Host.Grpc.Protocol;
using Router.Host.Listeners;
using Router.Host.Security;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Router.Host.Grpc;

/// <summary>
/// Serves a gRPC service with its health and reflection over HTTP/2 on a port of its own, in cleartext (clients know that it is HTTP/2) or
/// with TLS.
/// </summary>
internal sealed class GrpcServer : IAsyncDisposable
{
    /// <summary>Bytes that one connection may send of what nobody reads yet: it is held, and no budget counts it.</summary>
    private const int UnreadBytes = 128 * 1024;

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopped = new();
    private readonly WebApplication _application;

    private GrpcServer(
        GrpcSettings settings, ServiceDescriptor descriptor, Action<ServiceBinderBase> bind, Action<EndpointBuilder>? describe, ListenerServices services)
    {
        (_time, Health) = (services.Time, new HealthService(descriptor.FullName));
        ServiceDescriptor[] described = [Protocol.Health.Descriptor, ServerReflection.Descriptor, descriptor];
        _application = Build(settings, descriptor.FullName, services, _stopped.Token);
        var methods = _application.MapGrpcService(GuardedBinder.Bind(bind));
        methods.Add(GrpcRights.Ask);
        if (describe is not null) methods.Add(describe);
        _application.MapGrpcService(GuardedBinder.Bind(binder => Protocol.Health.BindService(binder, Health)));
        _application.MapGrpcService(
            GuardedBinder.Bind(binder => ServerReflection.BindService(binder, new ReflectionV1ServiceImpl(described)))).Add(GrpcRights.Ask);
    }

    /// <summary>Where it listens; with port 0 asked for, the port that it got.</summary>
    public Uri Address => Listener.AddressOf(_application);

    /// <summary>Whether it serves; not, until it is told so.</summary>
    public HealthService Health { get; }

    /// <summary>Starts listening.</summary>
    /// <param name="settings">Where and within which bounds.</param>
    /// <param name="descriptor">The service.</param>
    /// <param name="bind">The generated <c>BindService</c> with the service's implementation, which all calls share.</param>
    /// <param name="services">What it shares with the node's other front ends.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <param name="describe">Says more of the service's methods.</param>
    /// <exception cref="Contracts.ConfigurationError">The certificate cannot be used.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<GrpcServer> StartAsync(
        GrpcSettings settings,
        ServiceDescriptor descriptor,
        Action<ServiceBinderBase> bind,
        ListenerServices services,
        CancellationToken cancellationToken,
        Action<EndpointBuilder>? describe = null)
    {
        var server = new GrpcServer(settings, descriptor, bind, describe, services);
        try
        {
            await server._application.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Takes no new connections and calls, lets calls under way end, then breaks off the rest with UNAVAILABLE.
    /// </summary>
    /// <param name="timeout">How long calls may take to end.</param>
    public Task StopAsync(TimeSpan timeout)
    {
        Health.Close();
        return Listener.StopAsync(_application, _stopped, timeout, _time);
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        await _application.DisposeAsync();
        _stopped.Dispose();
    }

    private static WebApplication Build(GrpcSettings settings, string served, ListenerServices services, CancellationToken stopped)
    {
        var (access, loggers) = (services.Access, services.Loggers);
        var builder = Listener.CreateBuilder(loggers);
        builder.Listen(settings.Listener, services.Intake, services.OpenTls(settings.Listener), limits => Limit(limits, settings), listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => async connection =>
            {
                using var answers = new GivenAnswers(services.Intake);
                connection.Features.Set(answers);
                connection.Features.Set(new ByteBudget(settings.MaxUnfinishedBytes, services.Intake.Bytes));
                await LingeringClose.ServeAsync(connection, next, services.Time);
            });
        });
        builder.Services.AddSingleton(new CallInterceptor(settings.MaxMessageBytes, services.Intake, loggers.CreateLogger("Router.Grpc")));
        access.Register(builder.Services);
        builder.Services.AddGrpc(grpc => Configure(grpc, settings));
        var application = builder.Build();
        Listener.Begin(application, services.AccessLog is { } log ? log.ServeAsync : null);
        application.Use(next => new CallMiddleware(next, application.Services, served, settings.MaxMessageBytes, services.Intake, stopped).InvokeAsync);
        application.Use(next => new AccessMiddleware(next, access, services.Audit, application.Services, CallMiddleware.RefuseAsync).InvokeAsync);
        return application;
    }

    private static void Configure(GrpcServiceOptions grpc, GrpcSettings settings)
    {
        grpc.MaxReceiveMessageSize = settings.MaxMessageBytes;
        grpc.CompressionProviders = [new BoundedGzip(settings.MaxMessageBytes)];
        grpc.ResponseCompressionAlgorithm = BoundedGzip.Name;
        grpc.IgnoreUnknownServices = true;
        grpc.Interceptors.Add<CallInterceptor>();
    }

    private static void Limit(KestrelServerLimits limits, GrpcSettings settings)
    {
        // A call may be silent for as long as its deadline allows, and a stream may carry any number of messages; each of them is bounded. The server's own
        // bound on answers does not see those that wait for the client's window.
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = settings.MaxConcurrentStreams;
        limits.Http2.InitialConnectionWindowSize = UnreadBytes;
        limits.Http2.InitialStreamWindowSize = UnreadBytes;
        var pings = settings.KeepAliveInterval > TimeSpan.Zero;
        limits.Http2.KeepAlivePingDelay = pings ? settings.KeepAliveInterval : TimeSpan.MaxValue;
        limits.Http2.KeepAlivePingTimeout = settings.KeepAliveTimeout;
    }
}
