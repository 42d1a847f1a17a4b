using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;

namespace Router.Host.Cluster;

/// <summary>How a node becomes a member of its cluster.</summary>
internal static class Membership
{
    /// <summary>The actor system's name, the same on every node of a cluster.</summary>
    public const string SystemName = "router";

    /// <summary>Joins the nodes that the settings name, or starts a cluster where they name none.</summary>
    public static AkkaConfigurationBuilder WithMembership(this AkkaConfigurationBuilder akka, ClusterSettings settings) => akka
        .WithRemoting(settings.Host, settings.Port)
        .WithClustering(new ClusterOptions
        {
            Roles = [.. settings.Roles],
            SeedNodes = [.. settings.SeedNodes.Select(seed => $"akka.tcp://{SystemName}@{seed}")],
        })
        .AddStartup((system, _) => StartClusterIfFirst(system, settings));

    private static void StartClusterIfFirst(ActorSystem system, ClusterSettings settings)
    {
        if (settings.SeedNodes.Count > 0) return;
        var cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
    }
}
