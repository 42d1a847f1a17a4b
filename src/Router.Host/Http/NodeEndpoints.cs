using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Listeners;
using Router.Host.Security;

namespace Router.Host.Http;

/// <summary>What the node says of itself.</summary>
internal static class NodeEndpoints
{
    private static readonly RouteError NotAudited = new(
        ErrorCodes.Unavailable, "this cannot be written to the audit log (router.audit.file), and is not done without; the node's log says why");

    public static void Map(IEndpointRouteBuilder routes, NodeGate gate, AuditLog audit)
    {
        MapStatus(routes, "/healthz", () => Status(gate, StatusCodes.Status200OK))
            .WithName("health")
            .WithTags("node")
            .WithSummary("Whether the process lives; 200 from the moment that it listens.")
            .Produces<NodeStatus>();
        MapStatus(routes, "/readyz", () => Status(gate, gate.State == NodeState.Ready ? 200 : 503))
            .WithName("ready")
            .WithTags("node")
            .WithSummary("Whether the node takes queries; 503 while it starts or stops, and while a subsystem runs nowhere in its cluster.")
            .Produces<NodeStatus>()
            .Produces<NodeStatus>(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/v1/subsystems", (Delegate)((HttpContext context) => ListSubsystemsAsync(context, gate)))
            .WithMetadata(new Right(Scope: null))
            .WithName("subsystems")
            .WithTags("node")
            .WithSummary("The subsystems that take part in routing, with the models in use.")
            .Produces<SubsystemList>()
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.MediaType);
        routes.MapGet("/v1/cluster", (Delegate)((HttpContext context) => DescribeClusterAsync(context, gate)))
            .WithMetadata(new Right(Scope: null))
            .WithName("cluster")
            .WithTags("node")
            .WithSummary("The cluster as this node knows it: members, what runs where, what nobody serves; 404 for a node that is in none.")
            .Produces<ClusterStatus>()
            .Produces<Problem>(StatusCodes.Status404NotFound, Problem.MediaType);
        // A method that no page of another server may use without asking first, which nobody allows it.
        routes.MapDelete("/v1/cluster/members/{node}", (HttpContext context, string node) => LeaveAsync(context, gate, audit, node))
            .WithMetadata(new Right(Scopes.Admin))
            .WithName("leave")
            .WithTags("node")
            .WithSummary("Has a member, named by its name or HOST:PORT, finish what it has, hand over what it runs, leave the cluster and end. The answer does not wait for that.")
            .Produces<ClusterMember>(StatusCodes.Status202Accepted)
            .Produces<Problem>(StatusCodes.Status404NotFound, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.MediaType);
    }

    /// <summary>Some load balancers probe with HEAD: the answer is the same without its body.</summary>
    private static RouteHandlerBuilder MapStatus(IEndpointRouteBuilder routes, string path, Func<IResult> status)
    {
        routes.MapMethods(path, [HttpMethods.Head], status).ExcludeFromDescription();
        return routes.MapGet(path, status);
    }

    private static IResult Status(NodeGate gate, int status) =>
        Results.Json(gate.Status, WireJson.TypeInfo<NodeStatus>(), statusCode: status);

    private static Task DescribeClusterAsync(HttpContext context, NodeGate gate) => gate.Cluster is { } cluster
        ? context.Response.WriteAsJsonAsync(cluster, WireJson.TypeInfo<ClusterStatus>(), cancellationToken: context.RequestAborted)
        : ProblemResponse.WriteAsync(context, RouteError.InNoCluster);

    private static Task LeaveAsync(HttpContext context, NodeGate gate, AuditLog audit, string name)
    {
        if (gate.Node is not { } node) return ProblemResponse.WriteAsync(context, RouteError.Starting);
        var (leaving, error) = Departure.Find(node, name);
        var isWritten = audit.TryWrite(AuditAct.Of(context, "cluster.leave", leaving is { Member: var member } ? $"{member.Name} {member.Address}" : name, error?.Code));
        if (error is null && !isWritten) error = NotAudited;
        if (error is not null) return ProblemResponse.WriteAsync(context, error);
        leaving!.Begin(node);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return context.Response.WriteAsJsonAsync(leaving.Member, WireJson.TypeInfo<ClusterMember>(), cancellationToken: context.RequestAborted);
    }

    private static Task ListSubsystemsAsync(HttpContext context, NodeGate gate) => gate.Node is { } node
        ? context.Response.WriteAsJsonAsync(node.Subsystems, WireJson.TypeInfo<SubsystemList>(), cancellationToken: context.RequestAborted)
        : ProblemResponse.WriteAsync(context, RouteError.Starting);
}
