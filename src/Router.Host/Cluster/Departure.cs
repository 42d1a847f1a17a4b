using Router.Contracts;

namespace Router.Host.Cluster;

/// <summary>Has members leave their cluster.</summary>
internal static class Departure
{
    /// <summary>
    /// Has a member leave: it runs through its coordinated shutdown, as when it is told to end by a signal, and ends. It may be this node. A member that leaves already
    /// goes on with that.
    /// </summary>
    /// <param name="node">The node that is asked.</param>
    /// <param name="name">The name of the one that is to leave, or <c>HOST:PORT</c>.</param>
    /// <returns>The member as it was, or why there is none.</returns>
    public static (ClusterMember? Member, RouteError? Error) Begin(RouterNode node, string name)
    {
        if (node.Cluster is not { Now: var now }) return (null, RouteError.InNoCluster);
        var known = StatusOfCluster.Of("", now).Members;
        int[] found = [.. Enumerable.Range(0, known.Count).Where(i => known[i].Name == name || known[i].Address == name)];
        switch (found)
        {
            case [var i]:
                Akka.Cluster.Cluster.Get(node.System).Leave(now.Members[i].Address);
                return (known[i], null);
            case []:
                var members = string.Join(", ", known.Select(member => member.Name.Length > 0 ? member.Name : member.Address).Order(StringComparer.Ordinal));
                return (null, new RouteError(ErrorCodes.NotFound, $"node: no member is called so; there are {members}", "node"));
            default:
                var addresses = string.Join(", ", found.Select(i => known[i].Address));
                return (null, new RouteError(ErrorCodes.InvalidArgument, $"node: {found.Length} members are called so; name one by its address: {addresses}", "node"));
        }
    }
}
