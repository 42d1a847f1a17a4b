using Router.Contracts;

namespace Router.Host.Cluster;

/// <summary>Has a member leave its cluster.</summary>
/// <param name="Member">The member as it was.</param>
/// <param name="Address">Where the engine reaches it.</param>
internal sealed record Departure(ClusterMember Member, Address Address)
{
    /// <summary>Finds who is to leave.</summary>
    /// <param name="node">The node that is asked.</param>
    /// <param name="name">The name of the one that is to leave, or <c>HOST:PORT</c>. It may be this node.</param>
    /// <returns>What <see cref="Begin"/> begins, or why there is nothing to begin.</returns>
    public static (Departure? Found, RouteError? Error) Find(RouterNode node, string name)
    {
        if (node.Cluster is not { Now: var now }) return (null, RouteError.InNoCluster);
        var known = StatusOfCluster.Of("", now).Members;
        int[] found = [.. Enumerable.Range(0, known.Count).Where(i => known[i].Name == name || known[i].Address == name)];
        switch (found)
        {
            case [var i]:
                return (new Departure(known[i], now.Members[i].Address), null);
            case []:
                var members = string.Join(", ", known.Select(member => member.Name.Length > 0 ? member.Name : member.Address).Order(StringComparer.Ordinal));
                return (null, new RouteError(ErrorCodes.NotFound, $"node: no member is called so; there are {members}", "node"));
            default:
                var addresses = string.Join(", ", found.Select(i => known[i].Address));
                return (null, new RouteError(ErrorCodes.InvalidArgument, $"node: {found.Length} members are called so; name one by its address: {addresses}", "node"));
        }
    }

    /// <summary>
    /// Has the member leave: it runs through its coordinated shutdown, as when it is told to end by a signal, and ends. A member that leaves already
    /// goes on with that.
    /// </summary>
    /// <param name="node">The node that is asked.</param>
    public void Begin(RouterNode node) => Akka.Cluster.Cluster.Get(node.System).Leave(Address);
}
