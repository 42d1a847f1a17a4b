using Microsoft.AspNetCore.Http;
using Router.Host.Security;

namespace Router.Host.Http;

/// <summary>Refuses requests for other servers, before anything trusts their <c>Host</c>. Probes of the health know the node by whatever name.</summary>
internal sealed class HostMiddleware(RequestDelegate next, HostNames names)
{
    public Task InvokeAsync(HttpContext http)
    {
        var isOpen = http.GetEndpoint()?.Metadata.GetMetadata<Right>() is null;
        if (isOpen || names.Refuse(http.Request.Host) is not { } refused) return next(http);
        RouterMetrics.Denied("host");
        return ProblemResponse.WriteAsync(http, refused);
    }
}
