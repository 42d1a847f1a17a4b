using Actors.Subsystems;
using Actors.Subsystems.Shards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Router.Host.Configuration;
using Router.Host.Listeners;
using Router.Host.Node;
using Router.Host.Security;

namespace Router.Host;

/// <summary>A node with its front ends: what <c>router serve</c> runs.</summary>
public sealed class RouterServer : IAsyncDisposable
{
    private readonly NodeGate _gate;
    private readonly FrontEnds _frontEnds;
    private readonly AuditLog _audit;

    private RouterServer(NodeGate gate, FrontEnds frontEnds, AuditLog audit, RouterNode node) => (_gate, _frontEnds, _audit, Node) = (gate, frontEnds, audit, node);

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Address => _frontEnds.Http.Address;

    /// <summary>Where it listens for gRPC; null when that is switched off.</summary>
    public Uri? GrpcAddress => _frontEnds.Grpc?.Address;

    /// <summary>Where it listens for those who run it; null when that is switched off.</summary>
    public Uri? AdminAddress => _frontEnds.Admin?.Address;

    /// <summary>The node behind the front ends.</summary>
    public RouterNode Node { get; }

    /// <summary>Listens, loads the models, and serves from then on.</summary>
    /// <exception cref="PortInUseException">Another program listens on the port.</exception>
    /// <exception cref="Contracts.RouterException">The configuration or a model package is wrong, or the process may have too few files open.</exception>
    public static Task<RouterServer> StartAsync(
        RouterConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(configuration, (_, judge) => judge, loggers, time, cancellationToken);

    /// <param name="configuration">What to run.</param>
    /// <param name="around">Gives what is run in the place of a subsystem's head.</param>
    /// <param name="loggers">Where it tells what it does.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    internal static async Task<RouterServer> StartAsync(
        RouterConfiguration configuration,
        Func<string, JudgeBatch, JudgeBatch> around,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var settings = configuration.Settings;
        OpenFiles.Check(settings.Listeners.Sum(listener => listener.Connections.Max), loggers.CreateLogger<RouterServer>());
        var audit = AuditLog.Open(settings.Audit, settings.NodeName, configuration.Digest, loggers.CreateLogger("Router.Audit"), time);
        try
        {
            return await StartAsync(configuration, around, audit, loggers, time, cancellationToken);
        }
        catch (Exception failure)
        {
            audit.TellFailedStart(failure);
            throw;
        }
    }

    private static async Task<RouterServer> StartAsync(
        RouterConfiguration configuration,
        Func<string, JudgeBatch, JudgeBatch> around,
        AuditLog audit,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var settings = configuration.Settings;
        var view = settings.Cluster.Enabled ? new ClusterView() : null;
        var gate = new NodeGate(settings.NodeName, view);
        var host = NodeHost.Build(configuration, view, around, loggers, time, audit.TellReload, services =>
        {
            services.AddSingleton(_ => new FrontEnds(settings, gate, audit, loggers, time));
            services.AddHostedService(provider => provider.GetRequiredService<FrontEnds>());
        });
        var node = await RouterNode.StartAsync(host, view, configuration, loggers, time, cancellationToken);
        var server = new RouterServer(gate, host.Services.GetRequiredService<FrontEnds>(), audit, node);
        server.ShutDownInOrder(settings.Shutdown, time, loggers.CreateLogger<RouterServer>());
        gate.Open(node);
        return server;
    }

    /// <summary>Takes nothing new, finishes what is under way, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        _audit.Close();
    }

    /// <summary>
    /// Probes learn of the end before anything else happens, and load balancers get the time to notice; the front ends go when the queries under way have their answers.
    /// </summary>
    private void ShutDownInOrder(ShutdownSettings settings, TimeProvider time, ILogger logger)
    {
        var shutdown = CoordinatedShutdown.Get(Node.System);
        shutdown.AddTask(NodeHost.LameDuckPhase, "tell-probes", async () =>
        {
            var wait = Task.Delay(settings.LameDuck, time);
            if (!wait.IsCompleted) LogMessages.LameDuck(logger, settings.LameDuck.TotalSeconds);
            _gate.Drain();
            await wait;
            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "stop-front-ends", async () =>
        {
            await _frontEnds.StopAsync(settings.DrainTimeout);
            _gate.Close();
            return Done.Instance;
        });
    }
}
