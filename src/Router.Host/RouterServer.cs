using Microsoft.Extensions.Logging;
using Router.Host.Configuration;
using Router.Host.Http;
using Router.Host.Node;

namespace Router.Host;

/// <summary>A node with its HTTP front end: what <c>router serve</c> runs.</summary>
public sealed class RouterServer : IAsyncDisposable
{
    private readonly NodeGate _gate;
    private readonly HttpFrontEnd _http;
    private readonly RouterNode _node;

    private RouterServer(NodeGate gate, HttpFrontEnd http, RouterNode node) => (_gate, _http, _node) = (gate, http, node);

    /// <summary>Where it listens.</summary>
    public Uri Address => _http.Address;

    /// <summary>The node behind the front end.</summary>
    public RouterNode Node => _node;

    /// <summary>Listens, loads the models, and serves from then on.</summary>
    /// <exception cref="PortInUseException">Another program listens on the port.</exception>
    /// <exception cref="Contracts.RouterException">The configuration or a model package is wrong.</exception>
    public static async Task<RouterServer> StartAsync(
        RouterConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = configuration.Settings;
        var gate = new NodeGate(settings.NodeName);
        var http = await HttpFrontEnd.StartAsync(settings.ToHttpOptions(), gate, loggers, cancellationToken);
        var logger = loggers.CreateLogger<RouterServer>();
        LogMessages.Listening(logger, http.Address);
        try
        {
            var node = await RouterNode.StartAsync(configuration, loggers, time, cancellationToken);
            var server = new RouterServer(gate, http, node);
            server.ShutDownInOrder(settings.Shutdown.DrainTimeout);
            gate.Open(node);
            return server;
        }
        catch
        {
            gate.Close();
            await http.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes nothing new, finishes what is under way, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _http.DisposeAsync();
    }

    /// <summary>
    /// Probes learn of the end before anything else happens; the front end goes when the queries under way have their answers.
    /// </summary>
    private void ShutDownInOrder(TimeSpan drainTimeout)
    {
        var shutdown = CoordinatedShutdown.Get(_node.System);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "tell-probes", () =>
        {
            _gate.Drain();
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "stop-http", async () =>
        {
            await _http.StopAsync(drainTimeout);
            _gate.Close();
            return Done.Instance;
        });
    }
}
