using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Router.Host.Configuration;
using Router.Host.Grpc;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Node;
using Router.Host.Security;

namespace Router.Host;

/// <summary>
/// The front ends of a node. They listen before its models are loaded, and each has a web server of its own: the limits of HTTP and
/// gRPC differ, and a server's limits hold for all that it listens on.
/// </summary>
internal sealed class FrontEnds(RouterSettings settings, NodeGate gate, AuditLog audit, ILoggerFactory loggers, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private HttpFrontEnd? _http;

    /// <summary>Where clients ask over HTTP.</summary>
    public HttpFrontEnd Http => _http ?? throw new InvalidOperationException("The front ends do not listen yet.");

    /// <summary>Where clients ask over gRPC; null when that is switched off.</summary>
    public GrpcFrontEnd? Grpc { get; private set; }

    /// <summary>Where those who run the node ask; null when that is switched off.</summary>
    public AdminFrontEnd? Admin { get; private set; }

    /// <exception cref="Listeners.PortInUseException">Another program listens on a port.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger<RouterServer>();
        foreach (var listener in settings.Listeners) Exposure.Check(listener, settings.Security);
        Exposure.Check(settings.Cluster, settings.Security);
        var services = new ListenerServices(Access.Create(settings.Security, audit, loggers, time), new Intake(settings.Intake, time), loggers, time)
        {
            AccessLog = settings.Log.Access ? new AccessLog(loggers.CreateLogger(AccessLog.Category), time) : null,
            Audit = audit,
        };
        if (settings.Admin is { } admin)
        {
            Admin = await AdminFrontEnd.StartAsync(admin, settings.Http.AllowedHosts, gate, services, cancellationToken);
            LogMessages.ListeningForAdmin(logger, Admin.Address);
        }
        _http = await HttpFrontEnd.StartAsync(settings.Http, gate, services, cancellationToken);
        LogMessages.Listening(logger, _http.Address);
        if (settings.Grpc is not { } options) return;
        Grpc = await GrpcFrontEnd.StartAsync(options, gate, services, cancellationToken);
        LogMessages.ListeningForGrpc(logger, Grpc.Address);
    }

    /// <summary>Stops listening; requests under way are answered first.</summary>
    /// <param name="timeout">Afterwards those that are left are told that the node is stopping, and their connections are closed.</param>
    public Task StopAsync(TimeSpan timeout) => Task.WhenAll(Http.StopAsync(timeout), Grpc?.StopAsync(timeout) ?? Task.CompletedTask);

    /// <summary>They stop within the coordinated shutdown of the node behind them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The container calls it once for each way in which it knows the service.</summary>
    public async ValueTask DisposeAsync()
    {
        // Watchers of the health learn of the end before their connections go.
        gate.Close();
        var (http, grpc, admin) = (_http, Grpc, Admin);
        (_http, Grpc, Admin) = (null, null, null);
        if (grpc is not null) await grpc.DisposeAsync();
        if (http is not null) await http.DisposeAsync();
        // To its end the node says what it does.
        if (admin is not null) await admin.DisposeAsync();
    }
}
