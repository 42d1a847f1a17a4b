using Actors.Subsystems;
using Actors.Subsystems.Shards;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Configuration;
using Router.Host.Listeners;
using Router.Host.Node;
using Router.Host.Routing;
using Router.Inference;
using Router.Language;
using Router.Language.Tokens;
using Router.Language.Values;
using Router.Sessions;

namespace Router.Host;

/// <summary>
/// The composition root: a node with its models loaded and its actors started. The server, <c>router route</c>, the tests and the
/// benchmarks all run on it.
/// </summary>
public sealed class RouterNode : IAsyncDisposable
{
    /// <summary>Tokens of a text, about as many as people say in a command.</summary>
    private const int UsualTokens = 8;

    /// <summary>How long a text is tried again that gets no decision in time.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(30);

    private readonly IHost _host;
    private readonly NodeModels _models;
    private readonly ILogger _logger;

    private RouterNode(IHost host, QueryRouter queries, SessionHost sessions, ILogger logger)
    {
        (_host, _models, _logger) = (host, host.Services.GetRequiredService<ModelLoader>().Models, logger);
        (System, Queries, Sessions, Subsystems) = (host.Services.GetRequiredService<ActorSystem>(), queries, sessions, Describe(_models));
    }

    /// <summary>The node's actors.</summary>
    public ActorSystem System { get; }

    /// <summary>Takes texts, gives decisions.</summary>
    public QueryRouter Queries { get; }

    /// <summary>Takes hypotheses, gives decisions.</summary>
    public SessionHost Sessions { get; }

    /// <summary>What takes part in routing.</summary>
    public SubsystemList Subsystems { get; }

    /// <summary>What the node knows of its cluster; null when it is in none.</summary>
    internal ClusterView? Cluster { get; private init; }

    /// <summary>Ends when the node's actors have ended by themselves: with true when it was asked to leave its cluster, false when it was taken out.</summary>
    public async Task<bool> HasLeftAsync()
    {
        var shutdown = CoordinatedShutdown.Get(System);
        await System.WhenTerminated;
        return shutdown.ShutdownReason is CoordinatedShutdown.ClusterLeavingReason;
    }

    /// <summary>How often backbones ran, on all devices together.</summary>
    public long BackboneRuns => _models.Backbones.SelectMany(backbone => backbone.Models).Sum(model => model.Runs);

    /// <summary>Loads the models and starts the actors, without a cluster: for commands that end by themselves.</summary>
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
    internal static Task<RouterNode> StartAsync(
        RouterConfiguration configuration,
        Func<string, JudgeBatch, JudgeBatch> around,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken) =>
        StartAsync(NodeHost.Build(configuration, view: null, around, loggers, time), view: null, configuration, loggers, time, cancellationToken);

    /// <summary>Starts a host and the node in it; a host that could not start is disposed of.</summary>
    internal static async Task<RouterNode> StartAsync(
        IHost host, ClusterView? view, RouterConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var (settings, started) = (configuration.Settings, time.GetTimestamp());
        var logger = loggers.CreateLogger<RouterNode>();
        var isRunning = false;
        try
        {
            await host.StartAsync(cancellationToken);
            isRunning = true;
            var actors = host.Services.GetRequiredService<NodeActors>();
            var models = host.Services.GetRequiredService<ModelLoader>().Models;
            var pieces = PiecesOf(models);
            var limits = LimitsOf(settings);
            var queries = new QueryRouter(pieces, actors.Backbones, actors.Rankers, limits, time)
            {
                Commands = settings.Cutting is { } cutting ? new CommandRouting(cutting, models.Cutter!, pieces, limits.MaxInFlight) : null,
                Slots = ValuesOf(settings, time),
                Standstills = view is null ? null : host.Services.GetRequiredService<Standstills>(),
            };
            var sessions = new SessionHost(
                host.Services.GetRequiredService<ActorSystem>(), queries.RouteAsync, queries.Limits, pieces.Read, settings.Sessions, time,
                loggers.CreateLogger("Router.Sessions"));
            var node = new RouterNode(host, queries, sessions, logger) { Cluster = view };
            node.ShutDownInOrder(settings.Shutdown.DrainTimeout);
            if (view is not null) await node.WaitForClusterAsync(view, cancellationToken);
            await node.WarmUpAsync(cancellationToken);
            if (view is not null) ActorRegistry.For(node.System).Get<SubsystemActor>().Tell(NodeServes.Instance, ActorRefs.NoSender);
            var (elapsed, parts, subsystems) = (time.GetElapsedTime(started), node.Subsystems, settings.Subsystems.Count(subsystem => subsystem.Enabled));
            LogMessages.Ready(
                logger, settings.NodeName, elapsed.TotalMilliseconds, parts.Backbones, subsystems, parts.Ranker.Version);
            foreach (var unread in models.Packages.Unread) LogMessages.BackboneUnread(logger, unread.Settings.Key, unread.Id);
            return node;
        }
        catch
        {
            // The actors run the models: they go first.
            if (isRunning) await host.StopAsync(CancellationToken.None);
            await DisposeAsync(host);
            throw;
        }
    }

    /// <summary>Takes nothing new, finishes what is under way, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await DisposeAsync(_host);
        LogMessages.Stopped(_logger);
    }

    /// <summary>What gives slots their values.</summary>
    internal static SlotValues ValuesOf(RouterSettings settings, TimeProvider time) => new(
        settings.Subsystems.ToDictionary(subsystem => subsystem.Name, subsystem => subsystem.Slots.ToKinds(), StringComparer.Ordinal),
        new PastRequests(settings.Subsystems.ToDictionary(subsystem => subsystem.Name, IReadOnlySet<string> (subsystem) => subsystem.Slots.Ahead.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal)),
        settings.TimeZone.Length == 0 ? time.LocalTimeZone : TimeZones.Find(settings.TimeZone, "router.time-zone"),
        time);

    /// <summary>
    /// No more is let in than the queues of each backbone's devices hold, as all texts may be of one kind: they refuse nothing that was admitted. How many devices
    /// encode for a front end that has none is not known beforehand: only the configured limit counts, and how long queries have had to wait.
    /// </summary>
    internal static RoutingLimits LimitsOf(RouterSettings settings)
    {
        if (settings.Cluster.Enabled && !settings.Cluster.Roles.Contains(NodeRoles.Backbone)) return settings.Limits;
        var most = settings.Backbones.Min(backbone => Math.Min(settings.Limits.MaxInFlight, (long)backbone.Devices.Count * backbone.QueueCapacity));
        return settings.Limits with { MaxInFlight = (int)most };
    }

    private static SubsystemList Describe(NodeModels models)
    {
        var packages = models.Packages;
        return new SubsystemList(
            [.. packages.Backbones.Select(backbone => VersionOf(backbone.Package))], VersionOf(packages.Ranker), packages.Cutter is { } cutter ? VersionOf(cutter) : null,
            [.. packages.Heads.Select(head => Describe(head.Subsystem))]);
    }

    private static PackageVersion VersionOf(ModelPackage package) => new(package.Manifest.Name, package.Manifest.Version);

    private static SubsystemInfo Describe(SubsystemManifest manifest) => new(
        manifest.Name, manifest.Version, $"{manifest.Backbone}", manifest.Tap, manifest.Threshold, manifest.Languages,
        [.. manifest.Intents.Skip(1)], TypesOf(manifest.SlotLabels));

    private static IReadOnlyList<string> TypesOf(SlotLabels labels) =>
        [.. Enumerable.Range(1, labels.Count - 1).Select(labels.TypeOf).Distinct(StringComparer.Ordinal)];

    /// <summary>Who reads which texts, and in which pieces.</summary>
    internal static TextPieces PiecesOf(NodeModels models) => new(
        ReadingPlan.Of(models.Packages.Heads),
        models.Backbones.ToDictionary(backbone => backbone.Package.Id, TokenizeText (backbone) => backbone.Tokenizer.Tokenize, StringComparer.Ordinal));

    /// <summary>
    /// Routes a text of each kind that is usual, so that the first client does not wait for the compiler, and beside them one for values, for which rules
    /// are read. Every head judges them, whatever the gates say. A node that cannot answer them would answer nobody.
    /// </summary>
    /// <exception cref="ModelPackageException">A text got no whole decision.</exception>
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var values = Task.Run(() => Queries.Slots?.WarmUp(), cancellationToken);
        string[] kinds = [.. Queries.OneOfEachRoute("1", "a", "一")];
        // One after the other, as no more than one query may be allowed at once.
        foreach (var text in kinds) await WarmUpAsync(text, cancellationToken);
        await values;
        if (kinds.Length > 0 && Queries.Limits.MaxInFlight > Pace.Backlog) await LearnPaceAsync(kinds, cancellationToken);
    }

    /// <summary>
    /// Routes as many texts at once as tell how long one waits behind others, so that the first flood of clients is let in and refused as any later one. What
    /// becomes of them does not matter.
    /// </summary>
    private async Task LearnPaceAsync(string[] kinds, CancellationToken cancellationToken)
    {
        // About as long as what people say, and each another one: the cache has none of them.
        var texts = Enumerable.Range(0, Pace.Backlog).Select(i => string.Join(' ', Enumerable.Repeat(kinds[i % kinds.Length], UsualTokens).Append($"{i}")));
        // They come with their tokens, as they may be longer than clients' texts.
        RouteRequest[] requests = [.. texts.Select(text => new RouteRequest(text) { Tokens = Queries.Tokenize(text), MayBeCut = false })];
        await Task.WhenAll(requests.Select(request => Queries.RouteAsync(request, cancellationToken)));
    }

    private async Task WarmUpAsync(string text, CancellationToken cancellationToken)
    {
        var request = new RouteRequest(text) { Timeout = Queries.Limits.MaxTimeout, MayBeGated = false };
        var result = await Queries.RouteAsync(request, cancellationToken);
        // The first times are the compiler's: where deadlines are short they are over before there is a decision.
        var tries = Math.Max(2, WarmUpTime / Queries.Limits.MaxTimeout);
        for (var i = 1; i < tries && !IsWhole(result); i++) result = await Queries.RouteAsync(request, cancellationToken);
        // In a cluster what is missing may be on another node, which is no reason to take this one away as well.
        if (Cluster is not null || IsWhole(result)) return;
        throw new ModelPackageException(
            $"the node does not answer, and is not started: its first query, the text {text}, " + (result is RouteDecision decision
                ? $"got no verdict of {string.Join(", ", decision.Missing)}"
                : $"ended with {((RouteRefused)result).Reason}")
            + $"; the log says what failed, unless router.deadline.max, {Queries.Limits.MaxTimeout.TotalMilliseconds:0} ms, is too short");
    }

    private static bool IsWhole(RouteResult result) => result is RouteDecision { Partial: false };

    /// <summary>A query that came before every subsystem runs somewhere would be decided without it.</summary>
    private async Task WaitForClusterAsync(ClusterView view, CancellationToken cancellationToken)
    {
        if (!view.IsServed.IsCompleted) LogMessages.WaitsForCluster(_logger, view.Now.Unserved.Count);
        var served = view.IsServed.WaitAsync(cancellationToken);
        // Taken out, asked to leave or failed before it served: nobody would tell it any more.
        if (await Task.WhenAny(served, System.WhenTerminated) != served) throw new LeftClusterException(await HasLeftAsync());
        await served;
    }

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable resources) await resources.DisposeAsync();
        else host.Dispose();
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
