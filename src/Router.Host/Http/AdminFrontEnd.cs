using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Router.Host.Listeners;
using Router.Host.Security;

namespace Router.Host.Http;

/// <summary>
/// What a node says of itself, on a port of its own: probes and metrics have connections that clients cannot take from them, and clients need not reach it.
/// </summary>
public sealed class AdminFrontEnd : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TimeProvider _time;

    private AdminFrontEnd(WebApplication application, TimeProvider time) =>
        (_application, _time, Address) = (application, time, Listener.AddressOf(application));

    /// <summary>Where it listens; with port 0 asked for, the port that it got.</summary>
    public Uri Address { get; }

    /// <summary>Starts listening.</summary>
    /// <exception cref="PortInUseException">Another program listens there.</exception>
    /// <exception cref="Contracts.ConfigurationError">The address or the certificate cannot be used.</exception>
    internal static async Task<AdminFrontEnd> StartAsync(
        ListenerSettings settings, IReadOnlyList<string> allowedHosts, NodeGate gate, ListenerServices services, CancellationToken cancellationToken)
    {
        var application = Build(settings, allowedHosts, gate, services);
        try
        {
            await application.StartAsync(cancellationToken);
            return new AdminFrontEnd(application, services.Time);
        }
        catch (Exception error)
        {
            await application.DisposeAsync();
            if (ListenFailure.From(error, settings) is { } failure) throw failure;
            throw;
        }
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        using var stopped = new CancellationTokenSource();
        // What answers requests goes when no more of them come.
        await Listener.StopAsync(_application, stopped, TimeSpan.Zero, _time);
        await _application.DisposeAsync();
    }

    private static WebApplication Build(ListenerSettings settings, IReadOnlyList<string> allowedHosts, NodeGate gate, ListenerServices services)
    {
        var builder = HttpPipeline.CreateBuilder(settings, services, limits => limits.MaxRequestBodySize = 0);
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Router.*").AddPrometheusExporter());
        var application = builder.Build();
        HttpPipeline.Begin(application, allowedHosts, services);
        NodeEndpoints.Map(application, gate, services.Audit);
        application.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new Right(Scopes.Metrics));
        return application;
    }
}
