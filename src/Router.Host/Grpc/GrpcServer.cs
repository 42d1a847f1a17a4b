using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Grpc.Internal;
using Router.Host.Listeners;

namespace Router.Host.Grpc;

/// <summary>
/// Serves gRPC over HTTP/2 on a port of its own, in cleartext (clients know that it is HTTP/2) or with TLS.
/// docs/decisions/0005-grpc-wire.md says what of gRPC it covers.
/// </summary>
public sealed class GrpcServer : IAsyncDisposable
{
    /// <summary>Between the status that ends a call at the end of the drain and the closing of its connection.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping;
    private readonly CancellationTokenSource _stopped;

    private GrpcServer(WebApplication application, TimeProvider time, CancellationTokenSource stopping, CancellationTokenSource stopped) =>
        (_application, _time, _stopping, _stopped, Address) = (application, time, stopping, stopped, Listener.AddressOf(application));

    /// <summary>Where it listens; with port 0 asked for, the port that it got.</summary>
    public Uri Address { get; }

    /// <summary>Starts listening.</summary>
    /// <param name="settings">Where and within which bounds.</param>
    /// <param name="services">What is served; each service once.</param>
    /// <param name="loggers">Where it tells what fails.</param>
    /// <param name="time">The clock that deadlines run on.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="Contracts.ConfigurationError">The certificate cannot be used.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<GrpcServer> StartAsync(
        GrpcSettings settings,
        IReadOnlyCollection<GrpcService> services,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (stopping, stopped) = (new CancellationTokenSource(), new CancellationTokenSource());
        var life = new ServerLife(stopping.Token, stopped.Token);
        var dispatcher = new GrpcDispatcher(services, settings, time, life, loggers.CreateLogger("Router.Grpc"));
        var application = Build(settings, dispatcher, loggers);
        try
        {
            await application.StartAsync(cancellationToken);
            return new GrpcServer(application, time, stopping, stopped);
        }
        catch
        {
            await application.DisposeAsync();
            stopping.Dispose();
            stopped.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes no new connections and calls, lets calls under way end, then breaks off the rest with UNAVAILABLE.
    /// </summary>
    /// <param name="timeout">How long calls may take to end.</param>
    public async Task StopAsync(TimeSpan timeout)
    {
        await _stopping.CancelAsync();
        using var drained = new CancellationTokenSource(timeout, _time);
        await using var cut = drained.Token.UnsafeRegister(static stopped => ((CancellationTokenSource)stopped!).Cancel(), _stopped);
        using var limit = new CancellationTokenSource(timeout + Farewell, _time);
        await _application.StopAsync(limit.Token);
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        await _application.DisposeAsync();
        _stopping.Dispose();
        _stopped.Dispose();
    }

    private static WebApplication Build(GrpcSettings settings, GrpcDispatcher dispatcher, ILoggerFactory loggers)
    {
        var tls = settings.Tls is { } files ? TlsCertificate.Load(files) : null;
        var builder = Listener.CreateBuilder(loggers);
        if (tls is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, settings, tls));
        var application = builder.Build();
        application.Run(dispatcher.InvokeAsync);
        return application;
    }

    private static void Limit(KestrelServerOptions kestrel, GrpcSettings settings, Action<HttpsConnectionAdapterOptions>? tls)
    {
        kestrel.Limits.MaxConcurrentConnections = settings.MaxConnections;
        // A call may be silent for as long as its deadline allows, and a stream may carry any number of messages; each of them is bounded.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = settings.MaxConcurrentStreams;
        var pings = settings.KeepAliveInterval > TimeSpan.Zero;
        kestrel.Limits.Http2.KeepAlivePingDelay = pings ? settings.KeepAliveInterval : TimeSpan.MaxValue;
        kestrel.Limits.Http2.KeepAlivePingTimeout = settings.KeepAliveTimeout;
        kestrel.Listen(settings.Host, settings.Port, Http2);

        void Http2(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http2;
            if (tls is not null) listen.UseHttps(tls);
        }
    }
}
