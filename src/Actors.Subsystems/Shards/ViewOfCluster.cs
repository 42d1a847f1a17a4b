using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>Shows what a node knows of its cluster to those who are no actor, whenever that has changed.</summary>
/// <param name="view">Where it is shown.</param>
/// <param name="members">Who is a member.</param>
/// <param name="directory">Who runs what, and is trusted.</param>
/// <param name="asked">The heads that this node's queries need.</param>
internal sealed class ViewOfCluster(ClusterView view, Members members, ReplicaDirectory directory, IReadOnlyList<SubsystemDescriptor> asked)
{
    private (int Members, int Directory, bool Leaves)? _shown;

    /// <summary>Whether this node is about to leave.</summary>
    public bool Leaves { get; set; }

    /// <summary>Shows what has changed since the last time; nothing when nothing has.</summary>
    public void Show()
    {
        var now = (members.Changes, directory.Changes, Leaves);
        if (_shown == now) return;
        _shown = now;
        KeyValuePair<string, NodeReport>[] reports = [.. directory.Reports];
        var trusted = reports.Select(node => node.Key).Where(directory.Trusts).ToHashSet(StringComparer.Ordinal);
        var within = reports.Where(node => trusted.Contains(node.Key)).SelectMany(node => node.Value.Devices).Select(device => device.Backbone).ToHashSet(StringComparer.Ordinal);
        view.Update(new ClusterSnapshot(
            members.All,
            reports,
            trusted,
            [.. asked.Where(head => !directory.Serves(head.Name, head.Backbone)).Select(head => head.Name).Distinct(StringComparer.Ordinal)],
            IsMember: !Leaves && members.Stays(directory.Self))
        {
            Oldest = members.Oldest(_ => true),
            MissingBackbones = [.. asked.Select(head => head.Backbone).Where(backbone => backbone.Length > 0 && !within.Contains(backbone)).Distinct(StringComparer.Ordinal)],
        });
    }
}
