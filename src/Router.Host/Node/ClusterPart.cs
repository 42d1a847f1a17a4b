using System.Reflection;
using Actors.Backbone;
using Actors.Subsystems.Shards;
using Router.Host.Cluster;
using Router.Host.Configuration;

namespace Router.Host.Node;

/// <summary>What a node brings into its cluster.</summary>
internal static class ClusterPart
{
    /// <summary>The program's version, as the build says it.</summary>
    private static readonly string Version = typeof(ClusterPart).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public static ClusterNode Of(ModelLoader models, RouterSettings settings, DeviceQueues queues)
    {
        var replicas = settings.Subsystems.ToDictionary(subsystem => subsystem.Name, subsystem => subsystem.Replicas, StringComparer.Ordinal);
        var heads = models.Models.Heads.Select(head => head.Manifest).ToLookup(head => head.Name, StringComparer.Ordinal);
        return new ClusterNode
        {
            Name = settings.NodeName,
            Zone = settings.Cluster.Zone,
            Version = Version,
            Judges = models.Judges,
            Versions = heads.ToDictionary(own => own.Key, own => string.Join(", ", own.Select(head => head.Version)), StringComparer.Ordinal),
            Backbones = heads.ToDictionary(own => own.Key, IReadOnlyList<string> (own) => [.. own.Select(head => $"{head.Backbone}")], StringComparer.Ordinal),
            Devices = () => queues.Now,
            Asked = settings.Cluster.Roles.Any(role => role is NodeRoles.FrontEnd or NodeRoles.Backbone) ? models.Descriptors : [],
            ReplicasOf = subsystem => replicas.GetValueOrDefault(subsystem, 1),
            Hedge = settings.Cluster.Hedge,
            MaxUnansweredBytes = settings.Cluster.MaxUnansweredBytes,
            ReportInterval = settings.Cluster.ReportInterval,
            DrainTimeout = settings.Shutdown.DrainTimeout,
        };
    }
}
