using Actors.Subsystems.Shards;

namespace Router.Host.Cluster;

/// <summary>What a node may do in a cluster; Akka.NET gossips them as the member's roles.</summary>
internal static class NodeRoles
{
    /// <summary>Takes clients, has their queries encoded by the backbones of the cluster, and ranks what is said of them.</summary>
    public const string FrontEnd = "front-end";

    /// <summary>Encodes, for front ends of the whole cluster.</summary>
    public const string Backbone = ClusterNode.BackboneRole;

    /// <summary>Runs heads.</summary>
    public const string Subsystem = ClusterNode.Role;

    /// <summary>All of them: what a node has unless it is said.</summary>
    public static IReadOnlyList<string> All { get; } = [FrontEnd, Backbone, Subsystem];
}
