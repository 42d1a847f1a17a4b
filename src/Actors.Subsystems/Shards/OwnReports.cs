using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>Tells the other nodes what runs and encodes here, and this node itself.</summary>
/// <param name="node">What the node brings.</param>
/// <param name="costs">What its heads cost.</param>
/// <param name="replicas">What runs here.</param>
/// <param name="members">The nodes.</param>
/// <param name="directory">Takes this node's report.</param>
/// <param name="view">Says whether this node is about to leave.</param>
/// <param name="backbones">Are told this node's report.</param>
/// <param name="batches">Say what was encoded here.</param>
/// <param name="own">This node's actor; the other nodes' have its path.</param>
/// <param name="system">Its actor system.</param>
internal sealed class OwnReports(
    ClusterNode node, HeadCosts costs, LocalReplicas replicas, Members members, ReplicaDirectory directory, ViewOfCluster view, BackboneNews backbones, NodeBatches batches,
    IActorRef own, ActorSystem system)
{
    /// <summary>Nodes that are told at once that nothing has changed.</summary>
    public const int Most = 100;

    private readonly ReportTurns _turns = new(Most);

    /// <summary>Whether its models are warm.</summary>
    public bool Serves { get; set; }

    private IEnumerable<string> Others => members.Others(directory.Self);

    /// <summary>Tells all other nodes, as something has changed.</summary>
    public void TellAll() => Tell(Others);

    /// <summary>Tells those whose turn it is.</summary>
    public void TellNext() => Tell(_turns.Next(Others));

    /// <summary>Tells some nodes.</summary>
    public void Tell(IEnumerable<string> nodes)
    {
        var report = new NodeReport(node.Name, node.Zone, node.Version, [.. node.Judges.Keys.Select(ReportOf)], replicas.Ids)
        {
            Leaves = view.Leaves,
            Devices = node.Devices(),
            TellsDevices = true,
            Traffic = WireSerializer.TrafficOf(system).Now,
            TapBytes = batches.TapBytes,
        };
        if (directory.Report(directory.Self, report)) batches.Moved();
        backbones.Reported(new NodeReported(directory.Self, own, report, IsOwn: true));
        // Its own queries it encodes as long as it lives, those of others from when it is warm until it leaves.
        if (!Serves || view.Leaves) report = report with { Devices = [] };
        // By path: a node's reference is only known from its report, and changes when the node starts anew at the same address.
        foreach (var other in nodes) system.ActorSelection($"{other}{own.Path.ToStringWithoutAddress()}").Tell(report, own);
    }

    private HeadReport ReportOf(string subsystem) => new(subsystem, node.Versions.GetValueOrDefault(subsystem, ""), costs.Of(subsystem))
    {
        Backbones = node.Backbones.GetValueOrDefault(subsystem, []),
    };
}
