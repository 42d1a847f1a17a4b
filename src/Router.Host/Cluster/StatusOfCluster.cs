using Actors.Subsystems.Shards;
using Akka.Cluster;
using Router.Contracts;

namespace Router.Host.Cluster;

/// <summary>What a node tells of its cluster.</summary>
internal static class StatusOfCluster
{
    public static ClusterStatus Of(string node, ClusterSnapshot now)
    {
        var reports = now.Reports.ToDictionary(StringComparer.Ordinal);
        return new ClusterStatus(
            node,
            [.. now.Members.Select(member => Of(member, reports.GetValueOrDefault($"{member.Address}"), now))],
            now.Unserved,
            now.Oldest is { } oldest && reports.TryGetValue(oldest, out var report) ? report.Node : "")
        {
            MissingBackbones = now.MissingBackbones,
        };
    }

    private static ClusterMember Of(Member member, NodeReport? report, ClusterSnapshot now) => new(
        report?.Node ?? "",
        $"{member.Address.Host}:{member.Address.Port}",
        $"{member.Status}".ToLowerInvariant(),
        now.Trusted.Contains($"{member.Address}"),
        report?.Zone ?? "",
        [.. member.Roles.Order(StringComparer.Ordinal)],
        report?.Version ?? "",
        report?.Heads ?? [],
        report?.Replicas ?? [])
    {
        Devices = report?.Devices ?? [],
        Traffic = report?.Traffic ?? [],
        TapBytes = report?.TapBytes ?? 0,
    };
}
