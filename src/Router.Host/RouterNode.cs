using Actors.Backbone;
using Actors.Ranker;
using Actors.Subsystems;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Configuration;
using Router.Host.Listeners;
using Router.Host.Node;
using Router.Host.Routing;
using Router.Inference;
using Router.Language.Normalization;
using Router.Language.Tokens;
using Router.Sessions;

namespace Router.Host;

/// <summary>
/// The composition root: a node with its models loaded and its actors started. The server, <c>router route</c>, the tests and the
/// benchmarks all run on it.
/// </summary>
public sealed class RouterNode : IAsyncDisposable
{
    /// <summary>The actor system's name, the same on every node of a cluster.</summary>
    private const string SystemName = "router";

    private readonly NodeModels _models;
    private readonly ILogger _logger;

    private RouterNode(ActorSystem system, NodeModels models, QueryRouter queries, SessionHost sessions, ILogger logger) =>
        (System, _models, Queries, Sessions, _logger, Subsystems) = (system, models, queries, sessions, logger, Describe(models));

    /// <summary>The node's actors.</summary>
    public ActorSystem System { get; }

    /// <summary>Takes texts, gives decisions.</summary>
    public QueryRouter Queries { get; }

    /// <summary>Takes hypotheses, gives decisions.</summary>
    public SessionHost Sessions { get; }

    /// <summary>What takes part in routing.</summary>
    public SubsystemList Subsystems { get; }

    /// <summary>How often the backbone ran on all devices together.</summary>
    public long BackboneRuns => _models.Backbones.Sum(backbone => backbone.Runs);

    /// <summary>Loads the models and starts the actors.</summary>
    /// <param name="configuration">What to run.</param>
    /// <param name="loggers">Where it tells what it does.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="cancellationToken">Ends the start; what was loaded is released.</param>
    /// <exception cref="ModelPackageException">Packages are broken or do not fit.</exception>
    /// <exception cref="DeviceUnavailableException">A configured device cannot be used.</exception>
    public static Task<RouterNode> StartAsync(
        RouterConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(configuration, (_, judge) => judge, loggers, time, cancellationToken);

    /// <param name="configuration">What to run.</param>
    /// <param name="around">Gives what is run in the place of a subsystem's head: a failing one, or one that waits.</param>
    /// <param name="loggers">Where it tells what it does.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    internal static async Task<RouterNode> StartAsync(
        RouterConfiguration configuration,
        Func<string, JudgeBatch, JudgeBatch> around,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (settings, started) = (configuration.Settings, time.GetTimestamp());
        var logger = loggers.CreateLogger<RouterNode>();
        var models = await Task.Run(() => NodeModels.Load(settings), cancellationToken);
        ActorSystem? system = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            system = ActorSystem.Create(SystemName, EngineOf(configuration));
            var queries = StartActors(system, models, around, settings, loggers, time);
            var tokenize = models.Backbones[0].Tokenizer.Tokenize;
            var sessions = new SessionHost(system, queries.RouteAsync, queries.Limits, tokenize, settings.Sessions, time, loggers.CreateLogger("Router.Sessions"));
            var node = new RouterNode(system, models, queries, sessions, logger);
            node.ShutDownInOrder(settings.Shutdown.DrainTimeout);
            await node.WarmUpAsync(cancellationToken);
            var (elapsed, parts) = (time.GetElapsedTime(started), node.Subsystems);
            LogMessages.Ready(
                logger, settings.NodeName, elapsed.TotalMilliseconds, parts.Backbone, parts.Subsystems.Count, parts.Ranker.Version);
            return node;
        }
        catch
        {
            // The actors run the models: they go first.
            if (system is not null) await StopAsync(system);
            models.Dispose();
            throw;
        }
    }

    /// <summary>Takes nothing new, finishes what is under way, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(System);
        _models.Dispose();
        LogMessages.Stopped(_logger);
    }

    private static QueryRouter StartActors(
        ActorSystem system,
        NodeModels models,
        Func<string, JudgeBatch, JudgeBatch> around,
        RouterSettings settings,
        ILoggerFactory loggers,
        TimeProvider time)
    {
        var heads = models.Heads.Select(model => new Head(model)).ToArray();
        var judges = heads.ToDictionary(
            head => head.Descriptor.Name, head => around(head.Descriptor.Name, head.Judge), StringComparer.Ordinal);
        var region = SubsystemRegion.Start(system, judges, time, loggers.CreateLogger("Router.Subsystems"));
        var fanOut = new FanOut(region, [.. heads.Select(head => head.Descriptor)]);
        var devices = models.Backbones
            .Zip(settings.Backbone.Devices, (model, device) => new BackboneDevice($"{device}", model.Run))
            .ToArray();
        var backboneLogger = loggers.CreateLogger("Router.Backbone");
        var pool = system.ActorOf(BackbonePool.Create(devices, settings.Backbone, fanOut, time, backboneLogger), "backbone");
        var roster = new SubsystemRoster(judges.Keys);
        var ranking = new Ranking(models.Ranker, settings.Ranker);
        var rankers = Enumerable.Range(0, settings.Ranker.Instances)
            .Select(i => system.ActorOf(RankerActor.Create(roster, ranking, time, loggers.CreateLogger("Router.Ranker")), $"ranker-{i}"))
            .ToArray();
        return new QueryRouter(models.Backbones[0].Tokenizer.Tokenize, pool, rankers, settings.Limits, time, settings.Cutting)
        {
            Slots = NormalizationOf(settings, time),
        };
    }

    /// <summary>What gives slots their values.</summary>
    internal static SlotNormalization NormalizationOf(RouterSettings settings, TimeProvider time) => new(
        settings.Subsystems.ToDictionary(subsystem => subsystem.Name, subsystem => subsystem.Slots.ToNormalizers(), StringComparer.Ordinal),
        settings.TimeZone.Length == 0 ? time.LocalTimeZone : TimeZones.Find(settings.TimeZone, "router.time-zone"),
        time);

    /// <summary>The engine's own bounds on the phases of a shutdown must leave room for the drain.</summary>
    private static Config EngineOf(RouterConfiguration configuration)
    {
        var milliseconds = (long)(configuration.Settings.Shutdown.DrainTimeout + TimeSpan.FromSeconds(5)).TotalMilliseconds;
        var sessions = (long)(configuration.Settings.Sessions.DrainTimeout + TimeSpan.FromSeconds(5)).TotalMilliseconds;
        return ConfigurationFactory.ParseString(
            $$"""
            akka.coordinated-shutdown.phases {
              {{CoordinatedShutdown.PhaseBeforeServiceUnbind}}.timeout = {{sessions}}ms
              {{CoordinatedShutdown.PhaseServiceRequestsDone}}.timeout = {{milliseconds}}ms
              {{CoordinatedShutdown.PhaseServiceStop}}.timeout = {{milliseconds}}ms
            }
            """).WithFallback(configuration.Engine);
    }

    private static SubsystemList Describe(NodeModels models)
    {
        var backbone = models.Backbones[0].Manifest;
        return new SubsystemList(
            new PackageVersion(backbone.Name, backbone.Version),
            new PackageVersion(models.RankerManifest.Name, models.RankerManifest.Version),
            [.. models.Heads.Select(head => Describe(head.Manifest))]);
    }

    private static SubsystemInfo Describe(SubsystemManifest manifest) => new(
        manifest.Name, manifest.Version, manifest.Tap, manifest.Threshold, manifest.Languages,
        [.. manifest.Intents.Skip(1)], TypesOf(manifest.SlotLabels));

    private static IReadOnlyList<string> TypesOf(SlotLabels labels) =>
        [.. Enumerable.Range(1, labels.Count - 1).Select(labels.TypeOf).Distinct(StringComparer.Ordinal)];

    /// <summary>Routes a text, so that the first client does not wait for the compiler; the answer does not matter.</summary>
    private Task WarmUpAsync(CancellationToken cancellationToken) =>
        Queries.RouteAsync(new RouteRequest("a") { Timeout = Queries.Limits.MaxTimeout }, cancellationToken);

    private static async Task StopAsync(ActorSystem system)
    {
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await system.WhenTerminated;
    }

    /// <summary>Sessions finish their utterances first; then front ends stop taking queries; the actors go when those under way have ended or their time is over.</summary>
    private void ShutDownInOrder(TimeSpan drainTimeout)
    {
        var shutdown = CoordinatedShutdown.Get(System);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "finish-sessions", async () =>
        {
            var left = await Sessions.DrainAsync(Sessions.Settings.DrainTimeout);
            if (left > 0) LogMessages.SessionsNotDrained(_logger, left);
            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "refuse-queries", () =>
        {
            LogMessages.Draining(_logger, Queries.InFlight);
            Queries.BeginDrain();
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "finish-queries", async () =>
        {
            var left = await Queries.DrainAsync(drainTimeout);
            if (left > 0) LogMessages.NotDrained(_logger, left);
            return Done.Instance;
        });
    }
}
