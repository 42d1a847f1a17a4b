using Router.Contracts;

namespace Router.Tools.Trial;

/// <summary>Questions on who runs what.</summary>
internal static class Replication
{
    /// <summary>On how many nodes that may be asked, one apart, each subsystem runs.</summary>
    /// <param name="status">What a node knows.</param>
    /// <param name="except">The one that does not count; "" for none.</param>
    public static Dictionary<string, int> Of(ClusterStatus status, string except) => status.Members
        .Where(member => member.Trusted && member.Name != except)
        .SelectMany(member => member.Replicas.Select(replica => replica[..replica.LastIndexOf('/')]).Distinct())
        .CountBy(subsystem => subsystem)
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether each subsystem runs on two nodes.</summary>
    public static bool IsWhole(ClusterStatus status, string except = "")
    {
        var replicas = Of(status, except);
        return status.Members.SelectMany(member => member.Heads).All(head => replicas.GetValueOrDefault(head.Subsystem) >= 2);
    }

    /// <summary>Whether there are so many nodes, all up, and each subsystem runs on two of them, each replica on one.</summary>
    public static bool IsSound(ClusterStatus status, int nodes) =>
        status.Members.Count == nodes
        && status.Members.All(member => member is { Status: "up", Trusted: true, Heads.Count: > 0 })
        && status.Members.SelectMany(member => member.Replicas).CountBy(replica => replica).All(replica => replica.Value == 1)
        && IsWhole(status);

    /// <summary>Whether it is sound, and every node runs something. How much is not asked: nodes share the work, and heads take different times.</summary>
    public static bool IsSpread(ClusterStatus status, int nodes) => IsSound(status, nodes) && status.Members.All(member => member.Replicas.Count > 0);
}
