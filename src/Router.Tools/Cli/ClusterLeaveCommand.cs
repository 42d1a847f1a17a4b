using System.CommandLine;
using Router.Contracts;
using Router.Tools.Calls;

namespace Router.Tools.Cli;

/// <summary><c>router cluster leave</c>: has a node leave its cluster.</summary>
internal static class ClusterLeaveCommand
{
    private const int DefaultWaitSeconds = 60;

    public static Command Create()
    {
        var node = new Argument<string>("NODE") { Description = "The node's name, or HOST:PORT where several have that name." };
        var url = ClusterCommand.CreateUrl();
        var wait = NumberOption.Create("--wait", "-w", $"Seconds to wait until it is gone; {DefaultWaitSeconds} unless given.", 0, 3600);
        var command = new Command(
            "leave",
            "Has a node finish what it has, hand over what it runs, leave the cluster and end, as SIGTERM does, and waits until it is gone. "
            + "Needs the scope admin where callers must be known.\n\nEnds with code 1 when the node is still a member after that time.")
        {
            node, url, wait,
        };
        var access = AccessOptions.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var cluster = new ClusterClient(result.GetValue(url) ?? ClusterCommand.DefaultUrl, access.Read(result));
            var within = TimeSpan.FromSeconds(result.GetValue(wait) ?? DefaultWaitSeconds);
            var after = await LeaveAsync(cluster, result.GetValue(node)!, within, cancellationToken);
            Console.Out.WriteLine($"{result.GetValue(node)} has left the cluster after {after.TotalSeconds:0.0} s.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<TimeSpan> LeaveAsync(ClusterClient cluster, string node, TimeSpan within, CancellationToken cancellationToken)
    {
        var asked = await cluster.ReadAsync(cancellationToken);
        var leaving = await cluster.LeaveAsync(node, cancellationToken);
        // The node that is asked may be the one that leaves: it is gone when nobody listens there any more.
        var isOwn = leaving.Name == asked.Node;
        var watch = new ClusterWatch(cluster) { WhenSilent = isOwn ? asked with { Members = [] } : null };
        var began = false;
        var (_, after) = await watch.UntilAsync(status => IsGone(status, leaving.Address, ref began), $"the end of {node}", within, cancellationToken);
        return after;
    }

    /// <summary>A member that was seen to leave and joins is another process at the same address.</summary>
    private static bool IsGone(ClusterStatus status, string address, ref bool began)
    {
        var state = status.Members.FirstOrDefault(member => member.Address == address)?.Status;
        var leaves = state is "leaving" or "exiting" or "down" or "removed";
        began |= leaves;
        return state is null || (began && !leaves);
    }
}
