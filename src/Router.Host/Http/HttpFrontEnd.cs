using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
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
            if (ListenFailure.From(error, options.Listener, "--port N") is { } failure) throw failure;
            throw;
        }
    }

    /// <summary>Stops listening; requests under way are answered first.</summary>
    /// <param name="timeout">Afterwards those that are left are told that the node is stopping.</param>
    public Task StopAsync(TimeSpan timeout) => Listener.StopAsync(_application, _stopped, timeout, _time);

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        // What answers requests goes when no more of them come.
        await StopAsync(TimeSpan.Zero);
        await _application.DisposeAsync();
        _stopped.Dispose();
    }

    private static WebApplication Build(HttpOptions options, NodeGate gate, ListenerServices services, CancellationToken stopped)
    {
        var builder = HttpPipeline.CreateBuilder(options.Listener, services, limits =>
        {
            limits.MaxRequestBodySize = options.MaxRequestBytes;
            limits.MaxRequestLineSize = 4 * 1024;
        });
        builder.Services.AddOpenApi(OpenApiShape.Configure);
        var application = builder.Build();
        var logger = services.Loggers.CreateLogger("Router.Http");
        HttpPipeline.Begin(application, options.AllowedHosts, services);
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = PingInterval, KeepAliveTimeout = PingTimeout });
        application.Use(next => new StoppingMiddleware(next, stopped).InvokeAsync);
        application.Use(next => new IncomingBodyMiddleware(next, services.Intake, options.MaxRequestBytes).InvokeAsync);
        application.MapOpenApi("/openapi.json").WithMetadata(new Right(Scope: null));
        RouteEndpoint.Map(application, gate, options, logger);
        StreamEndpoint.Map(application, gate, options, services.Intake, logger, stopped);
        NodeEndpoints.Map(application, gate, services.Audit);
        return application;
    }
}
