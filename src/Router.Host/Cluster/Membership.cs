using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Router.Host.Remoting;
using Router.Host.Tls;

namespace Router.Host.Cluster;

/// <summary>How a node becomes a member of its cluster.</summary>
internal static class Membership
{
    /// <summary>The actor system's name, the same on every node of a cluster.</summary>
    public const string SystemName = "router";

    /// <summary>Joins the nodes that the settings name, or starts a cluster where they name none.</summary>
    /// <param name="akka">The node's actor system.</param>
    /// <param name="settings">Where it listens, and whom it joins.</param>
    /// <param name="tls">How nodes know each other; null for cleartext.</param>
    public static AkkaConfigurationBuilder WithMembership(this AkkaConfigurationBuilder akka, ClusterSettings settings, NodeTls? tls)
    {
        var protocol = tls is null ? "akka.tcp" : TlsTransport.Protocol;
        if (tls is not null) akka.AddSetup(tls).AddHocon($"akka.remote.dot-netty.tcp.transport-class = \"{TlsTransport.ClassName}\"", HoconAddMode.Prepend);
        return akka
            .WithRemoting(settings.Host, settings.Port)
            .WithClustering(new ClusterOptions
            {
                Roles = [.. settings.Roles],
                SeedNodes = [.. settings.SeedNodes.Select(seed => $"{protocol}://{SystemName}@{seed}")],
            })
            .AddStartup((system, _) => StartClusterIfFirst(system, settings));
    }

    private static void StartClusterIfFirst(ActorSystem system, ClusterSettings settings)
    {
        if (settings.SeedNodes.Count > 0) return;
        var cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
    }
}
