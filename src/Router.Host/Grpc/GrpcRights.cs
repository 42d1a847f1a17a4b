using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Router.Host.Security;

namespace Router.Host.Grpc;

/// <summary>The rights that methods ask for. Health asks for none, so that probes need no key.</summary>
internal static class GrpcRights
{
    /// <summary>Makes a method ask for its right.</summary>
    public static void Ask(EndpointBuilder method) =>
        method.Metadata.Add(new Right(ScopeOf(((RouteEndpointBuilder)method).RoutePattern.RawText)));

    private static string? ScopeOf(string? path) => path switch
    {
        "/router.v1.Router/Route" => Scopes.Route,
        "/router.v1.Router/Stream" => Scopes.Stream,
        _ => null,
    };
}
