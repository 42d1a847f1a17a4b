using Actors.Subsystems;
using Actors.Subsystems.Shards;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Router.Host.Cluster;
using Router.Host.Configuration;
using Router.Host.Files;
using Router.Host.Listeners;
using Router.Host.Routing;
using Router.Host.Tls;

namespace Router.Host.Node;

/// <summary>The generic host that a node runs in: its models, its actor system, and what else a program adds.</summary>
internal static class NodeHost
{
    /// <summary>The first phase of a shutdown, declared in hocon/akka.conf.</summary>
    public const string LameDuckPhase = "router-lame-duck";

    /// <summary>A host with a node's services.</summary>
    /// <param name="configuration">What to run.</param>
    /// <param name="view">Takes what it knows of its cluster; null for a node that is in none.</param>
    /// <param name="around">Gives what is run in the place of a subsystem's head.</param>
    /// <param name="loggers">Where it tells what it does.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="changed">Who is told of the nodes' certificates that change; null for nobody.</param>
    /// <param name="first">Adds services that start before the node's and stop after them.</param>
    public static IHost Build(
        RouterConfiguration configuration,
        ClusterView? view,
        Func<string, JudgeBatch, JudgeBatch> around,
        ILoggerFactory loggers,
        TimeProvider time,
        Action<FileChange>? changed = null,
        Action<IServiceCollection>? first = null)
    {
        var settings = configuration.Settings;
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "router" });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        // The phases of the coordinated shutdown have their own bounds.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        first?.Invoke(builder.Services);
        builder.Services.AddSingleton(_ => new ModelLoader(settings, view is null ? NodeRoles.All : settings.Cluster.Roles, around));
        builder.Services.AddHostedService(services => services.GetRequiredService<ModelLoader>());
        builder.Services.AddSingleton(services => new NodeActors(services.GetRequiredService<ModelLoader>(), settings, inCluster: view is not null, loggers, time));
        builder.Services.AddSingleton(_ => new Standstills(time));
        builder.Services.AddHostedService(services => new ActorSystemStart(services, configuration, listens: view is not null));
        builder.Services.AddAkka(Membership.SystemName, (akka, services) =>
        {
            var (models, actors) = (services.GetRequiredService<ModelLoader>(), services.GetRequiredService<NodeActors>());
            var logger = loggers.CreateLogger("Router.Subsystems");
            akka.AddHocon(WithRoomToDrain(configuration), HoconAddMode.Prepend);
            akka.ConfigureLoggers(setup =>
            {
                setup.ClearLoggers();
                setup.AddLoggerFactory(loggers);
            });
            if (view is null) akka.WithLocalSubsystems(() => models.Judges, () => models.Descriptors, time, logger);
            else akka.WithMembership(settings.Cluster, TlsOf(settings, loggers, time, changed)).WithShardedSubsystems(() => ClusterPart.Of(models, settings, actors.Queues), view, time, logger);
            akka.WithActors(actors.Start);
        });
        return builder.Build();
    }

    private static NodeTls? TlsOf(RouterSettings settings, ILoggerFactory loggers, TimeProvider time, Action<FileChange>? changed) =>
        settings.Cluster.Tls is { } tls ? NodeTls.Open(tls, loggers.CreateLogger("Router.Security"), time, settings.Security.RevokedCertificatesFile, changed) : null;

    /// <summary>The bounds on the phases of a shutdown must leave room for the drain.</summary>
    private static Config WithRoomToDrain(RouterConfiguration configuration)
    {
        var lameDuck = (long)(configuration.Settings.Shutdown.LameDuck + TimeSpan.FromSeconds(5)).TotalMilliseconds;
        var queries = (long)(configuration.Settings.Shutdown.DrainTimeout + TimeSpan.FromSeconds(5)).TotalMilliseconds;
        var sessions = (long)(configuration.Settings.Sessions.DrainTimeout + TimeSpan.FromSeconds(5)).TotalMilliseconds;
        return ConfigurationFactory.ParseString(
            $$"""
            akka.coordinated-shutdown.phases {
              {{LameDuckPhase}}.timeout = {{lameDuck}}ms
              {{CoordinatedShutdown.PhaseBeforeServiceUnbind}}.timeout = {{sessions}}ms
              {{CoordinatedShutdown.PhaseServiceRequestsDone}}.timeout = {{queries}}ms
              {{CoordinatedShutdown.PhaseServiceStop}}.timeout = {{queries}}ms
            }
            """).WithFallback(configuration.Engine);
    }
}
