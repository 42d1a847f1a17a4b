using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Host.Security;

namespace Router.Host.Http;

/// <summary>
/// What a node says of itself, on a port of its own: probes and metrics have connections that clients cannot take from them, and clients need not reach it.
/// </summary>
public sealed class AdminFrontEnd : IAsyncDisposable
{
    private readonly WebApplication _application;

    private AdminFrontEnd(WebApplication application) => (_application, Address) = (application, Listener.AddressOf(application));

    /// <summary>Where it listens; with port 0 asked for, the port that it got.</summary>
    public Uri Address { get; }

    /// <summary>Starts listening.</summary>
    /// <exception cref="PortInUseException">Another program listens there.</exception>
    /// <exception cref="Contracts.ConfigurationError">The address or the certificate cannot be used.</exception>
    internal static async Task<AdminFrontEnd> StartAsync(
        AdminSettings settings, IReadOnlyList<string> allowedHosts, NodeGate gate, ListenerServices services, CancellationToken cancellationToken)
    {
        var application = Build(settings, allowedHosts, gate, services);
        try
        {
            await application.StartAsync(cancellationToken);
            return new AdminFrontEnd(application);
        }
        catch (Exception error)
        {
            await application.DisposeAsync();
            if (ListenFailure.From(error, "router.admin", settings.Host, settings.Port) is { } failure) throw failure;
            throw;
        }
    }

    /// <summary>Stops at once.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static WebApplication Build(AdminSettings settings, IReadOnlyList<string> allowedHosts, NodeGate gate, ListenerServices services)
    {
        var tls = settings.Tls is { } files ? TlsCertificate.Load("router.admin.tls", files) : null;
        var builder = Listener.CreateBuilder(services.Loggers);
        builder.Services.ConfigureHttpJsonOptions(json => WireJson.Describe(json.SerializerOptions));
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Router.*").AddPrometheusExporter());
        services.Access.Register(builder.Services);
        if (tls is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = services.Intake.Timeout;
            kestrel.Listen(settings.Host, settings.Port, settings.Connections, services.Time, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (tls is not null) listen.UseHttps(tls);
            });
        });
        var application = builder.Build();
        application.Use(next => http => OpenConnection.ServeAsync(http, next));
        application.UseMiddleware<ProblemMiddleware>();
        application.UseMiddleware<HostMiddleware>(new HostNames(allowedHosts));
        application.Use(next => new AccessMiddleware(next, services.Access, application.Services, (http, error) => ProblemResponse.WriteAsync(http, error)).InvokeAsync);
        NodeEndpoints.Map(application, gate);
        application.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new Right(Scopes.Metrics));
        return application;
    }
}
