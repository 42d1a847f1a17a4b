using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>What nodes of older versions do not say in their reports.</summary>
/// <param name="asked">The heads that this node's queries need.</param>
/// <param name="logger">Where it is told what remains unknown.</param>
internal sealed class OlderReports(IReadOnlyList<SubsystemDescriptor> asked, ILogger logger)
{
    /// <summary>A node of a version with one backbone does not name it: its head is known by its version where this node has it too.</summary>
    public NodeReport WithBackbones(NodeReport report)
    {
        if (report.Heads.All(head => head.Backbones.Count > 0)) return report;
        return report with { Heads = [.. report.Heads.Select(WithBackbones)] };

        HeadReport WithBackbones(HeadReport head) => head.Backbones.Count > 0
            ? head
            : head with { Backbones = [.. asked.Where(own => own.Name == head.Subsystem && own.Version == head.Version && own.Backbone.Length > 0).Select(own => own.Backbone)] };
    }

    /// <summary>Tells of heads that are not asked as nobody knows what they read, and of a node that encodes and does not say so.</summary>
    /// <param name="report">With what is known of its heads.</param>
    /// <param name="encodes">Whether the node has the role for it.</param>
    public void TellWhatIsUnknown(NodeReport report, bool encodes)
    {
        foreach (var head in report.Heads.Where(head => head.Backbones.Count == 0 && asked.Any(own => own.Name == head.Subsystem && own.Backbone.Length > 0)))
            LogMessages.HeadOfUnknownBackbone(logger, report.Node, report.Version, head.Subsystem, head.Version);
        if (!report.TellsDevices && encodes) LogMessages.NodeWithoutDevices(logger, report.Node, report.Version);
    }
}
