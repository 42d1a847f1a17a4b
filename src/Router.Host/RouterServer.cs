using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Configuration;
using Router.Host.Grpc.Services;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Node;

namespace Router.Host;

/// <summary>A node with its front ends: what <c>router serve</c> runs.</summary>
public sealed class RouterServer : IAsyncDisposable
{
    private readonly NodeGate _gate;
    private readonly HttpFrontEnd _http;
    private readonly GrpcFrontEnd? _grpc;
    private readonly RouterNode _node;

    private RouterServer(NodeGate gate, HttpFrontEnd http, GrpcFrontEnd? grpc, RouterNode node) =>
        (_gate, _http, _grpc, _node) = (gate, http, grpc, node);

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Address => _http.Address;

    /// <summary>Where it listens for gRPC; null when that is switched off.</summary>
    public Uri? GrpcAddress => _grpc?.Address;

    /// <summary>The node behind the front ends.</summary>
    public RouterNode Node => _node;

    /// <summary>Listens, loads the models, and serves from then on.</summary>
    /// <exception cref="PortInUseException">Another program listens on the port.</exception>
    /// <exception cref="Contracts.RouterException">The configuration or a model package is wrong.</exception>
    public static async Task<RouterServer> StartAsync(
        RouterConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = configuration.Settings;
        var gate = new NodeGate(settings.NodeName);
        var http = await HttpFrontEnd.StartAsync(settings.Http, gate, loggers, cancellationToken);
        var logger = loggers.CreateLogger<RouterServer>();
        LogMessages.Listening(logger, http.Address);
        GrpcFrontEnd? grpc = null;
        try
        {
            if (settings.Grpc is { } options)
            {
                grpc = await GrpcFrontEnd.StartAsync(options, gate, loggers, time, cancellationToken);
                LogMessages.ListeningForGrpc(logger, grpc.Address);
            }
            var node = await RouterNode.StartAsync(configuration, loggers, time, cancellationToken);
            var server = new RouterServer(gate, http, grpc, node);
            server.ShutDownInOrder(settings.Shutdown.DrainTimeout);
            gate.Open(node);
            return server;
        }
        catch
        {
            gate.Close();
            if (grpc is not null) await grpc.DisposeAsync();
            await http.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes nothing new, finishes what is under way, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        if (_grpc is not null) await _grpc.DisposeAsync();
        await _http.DisposeAsync();
    }

    /// <summary>
    /// Probes learn of the end before anything else happens; the front ends go when the queries under way have their answers.
    /// </summary>
    private void ShutDownInOrder(TimeSpan drainTimeout)
    {
        var shutdown = CoordinatedShutdown.Get(_node.System);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "tell-probes", () =>
        {
            _gate.Drain();
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "stop-front-ends", async () =>
        {
            await Task.WhenAll(_http.StopAsync(drainTimeout), _grpc?.StopAsync(drainTimeout) ?? Task.CompletedTask);
            _gate.Close();
            return Done.Instance;
        });
    }
}
