using System.Reflection;
using Actors.Subsystems.Shards;
using Router.Host.Configuration;

namespace Router.Host.Node;

/// <summary>What a node brings into its cluster.</summary>
internal static class ClusterPart
{
    /// <summary>The program's version, as the build says it.</summary>
    private static readonly string Version = typeof(ClusterPart).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public static ClusterNode Of(ModelLoader models, RouterSettings settings)
    {
        var replicas = settings.Subsystems.ToDictionary(subsystem => subsystem.Name, subsystem => subsystem.Replicas, StringComparer.Ordinal);
        return new ClusterNode
        {
            Name = settings.NodeName,
            Zone = settings.Cluster.Zone,
            Version = Version,
            Judges = models.Judges,
            Versions = models.Models.Heads.ToDictionary(head => head.Manifest.Name, head => head.Manifest.Version, StringComparer.Ordinal),
            Asked = models.Models.Backbones.Count > 0 ? models.Descriptors : [],
            ReplicasOf = subsystem => replicas.GetValueOrDefault(subsystem, 1),
            Hedge = settings.Cluster.Hedge,
            ReportInterval = settings.Cluster.ReportInterval,
        };
    }
}
