using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Router.Host.Security;

namespace Router.Host.Grpc;

/// <summary>The rights that methods ask for, and which are refused unread. Health asks for no right, so that probes need no key.</summary>
internal static class GrpcRights
{
    private const string RoutePath = "/router.v1.Router/Route";

    /// <summary>Makes a method ask for its right.</summary>
    public static void Ask(EndpointBuilder method) =>
        method.Metadata.Add(new Right(ScopeOf(((RouteEndpointBuilder)method).RoutePattern.RawText)));

    /// <summary>Has the method that routes one text refused unread where no text would be let in.</summary>
    /// <param name="method">Any method.</param>
    /// <param name="gate">What the front end knows of the node.</param>
    public static void RefuseUnread(EndpointBuilder method, NodeGate gate)
    {
        if (((RouteEndpointBuilder)method).RoutePattern.RawText != RoutePath) return;
        method.Metadata.Add(new RefusedUnread(caller => gate.Node?.Queries.RefuseUnread(caller)));
    }

    private static string? ScopeOf(string? path) => path switch
    {
        RoutePath => Scopes.Route,
        "/router.v1.Router/Stream" => Scopes.Stream,
        _ => null,
    };
}
