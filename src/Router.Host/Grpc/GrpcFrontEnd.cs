using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Host.Security;

namespace Router.Host.Grpc;

/// <summary>The gRPC front end: the router's service, health and reflection on one port, before the models are loaded.</summary>
public sealed class GrpcFrontEnd : IAsyncDisposable
{
    private readonly GrpcServer _server;

    private GrpcFrontEnd(GrpcServer server) => _server = server;

    /// <summary>Where it listens; with port 0 asked for, the port that it got.</summary>
    public Uri Address => _server.Address;

    /// <summary>Starts listening.</summary>
    /// <exception cref="PortInUseException">Another program listens there.</exception>
    /// <exception cref="Contracts.ConfigurationError">The address or the certificate cannot be used.</exception>
    internal static async Task<GrpcFrontEnd> StartAsync(
        GrpcSettings settings, NodeGate gate, ListenerServices services, CancellationToken cancellationToken)
    {
        var router = new RouterService(gate, services.Time, services.Loggers.CreateLogger("Router.Grpc"));
        try
        {
            var server = await GrpcServer.StartAsync(
                settings, Contracts.Protocol.Router.Descriptor, binder => Contracts.Protocol.Router.BindService(binder, router),
                services, cancellationToken, method => GrpcRights.RefuseUnread(method, gate));
            gate.Watch(state => server.Health.Set(state == NodeState.Ready));
            return new GrpcFrontEnd(server);
        }
        catch (Exception error)
        {
            if (ListenFailure.From(error, settings.Listener, "--grpc-port N") is { } failure) throw failure;
            throw;
        }
    }

    /// <inheritdoc cref="GrpcServer.StopAsync"/>
    public Task StopAsync(TimeSpan timeout) => _server.StopAsync(timeout);

    /// <summary>Stops at once.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
