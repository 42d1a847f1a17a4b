using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Host.Security;

namespace Router.Host.Http;

/// <summary>The HTTP front end: listens from the start, and passes queries to the node behind its gate.</summary>
public sealed class HttpFrontEnd : IAsyncDisposable
{
    /// <summary>A WebSocket that has been silent for so long is pinged, and closed when the answer takes longer than the timeout.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopped;
    private readonly TimeProvider _time;

    private HttpFrontEnd(WebApplication application, CancellationTokenSource stopped, TimeProvider time) =>
        (_application, _stopped, _time, Address) = (application, stopped, time, Listener.AddressOf(application));

    /// <summary>Where it listens; with port 0 asked for, the port that it got.</summary>
    public Uri Address { get; }

    /// <summary>Starts listening.</summary>
    /// <exception cref="PortInUseException">Another program listens there.</exception>
    /// <exception cref="Contracts.ConfigurationError">The address is not this machine's, or needs rights that the program lacks.</exception>
    internal static async Task<HttpFrontEnd> StartAsync(
        HttpOptions options, NodeGate gate, ListenerServices services, CancellationToken cancellationToken)
    {
        var stopped = new CancellationTokenSource();
        var application = Build(options, gate, services, stopped.Token);
        try
        {
            await application.StartAsync(cancellationToken);
            return new HttpFrontEnd(application, stopped, services.Time);
        }
        catch (Exception error)
        {
            await application.DisposeAsync();
            stopped.Dispose();
            if (ListenFailure.From(error, "router.http", options.Host, options.Port, "--port N") is { } failure) throw failure;
            throw;
        }
    }

    /// <summary>Stops listening; requests under way are answered first.</summary>
    /// <param name="timeout">Afterwards those that are left are told that the node is stopping.</param>
    public Task StopAsync(TimeSpan timeout) => Listener.StopAsync(_application, _stopped, timeout, _time);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _stopped.Dispose();
    }

    private static WebApplication Build(HttpOptions options, NodeGate gate, ListenerServices services, CancellationToken stopped)
    {
        var (access, loggers) = (services.Access, services.Loggers);
        var tls = options.Tls is { } files ? TlsCertificate.Load("router.http.tls", files) : null;
        var builder = Listener.CreateBuilder(loggers);
        builder.Services.ConfigureHttpJsonOptions(json => WireJson.Describe(json.SerializerOptions));
        access.Register(builder.Services);
        builder.Services.AddOpenApi(OpenApiShape.Configure);
        if (tls is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options, services, tls));
        var application = builder.Build();
        application.Use(next => http => OpenConnection.ServeAsync(http, next));
        application.UseMiddleware<ProblemMiddleware>();
        application.UseMiddleware<HostMiddleware>(new HostNames(options.AllowedHosts));
        application.Use(next => new AccessMiddleware(next, access, application.Services, (http, error) => ProblemResponse.WriteAsync(http, error)).InvokeAsync);
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = PingInterval, KeepAliveTimeout = PingTimeout });
        application.Use(next => new StoppingMiddleware(next, stopped).InvokeAsync);
        application.Use(next => new IncomingBodyMiddleware(next, services.Intake, options.MaxRequestBytes).InvokeAsync);
        application.MapOpenApi("/openapi.json").WithMetadata(new Right(Scope: null));
        RouteEndpoint.Map(application, gate, options, loggers.CreateLogger("Router.Http"));
        StreamEndpoint.Map(application, gate, options, services.Intake, loggers.CreateLogger("Router.Http"), stopped);
        NodeEndpoints.Map(application, gate);
        return application;
    }

    private static void Limit(KestrelServerOptions kestrel, HttpOptions options, ListenerServices services, Action<HttpsConnectionAdapterOptions>? tls)
    {
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        kestrel.Limits.RequestHeadersTimeout = services.Intake.Timeout;
        kestrel.Listen(options.Host, options.Port, options.Connections, services.Time, Http1);

        void Http1(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            if (tls is not null) listen.UseHttps(tls);
        }
    }
}
