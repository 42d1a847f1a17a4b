using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Router.Contracts;
using Router.Host.Listeners;

namespace Router.Host.Security;

/// <summary>What an endpoint has refused before it is read, as what it says cannot matter.</summary>
/// <param name="Find">Of a caller, by its id, why it is refused; null when the call has to be read.</param>
internal sealed record RefusedUnread(Func<string, RouteError?> Find);

/// <summary>Lets a call through to an endpoint when its caller has the <see cref="Right"/> that it asks for, and counts it.</summary>
/// <param name="next">The endpoint.</param>
/// <param name="access">Who may ask.</param>
/// <param name="audit">Where refusals are kept.</param>
/// <param name="services">Where authentication was registered.</param>
/// <param name="refuse">Answers with an error as the front end does.</param>
internal sealed class AccessMiddleware(RequestDelegate next, Access access, AuditLog audit, IServiceProvider services, Func<HttpContext, RouteError, Task> refuse)
{
    private readonly Dictionary<Right, AuthorizationPolicy> _policies =
        Scopes.All.Append(null).Select(scope => new Right(scope)).ToDictionary(right => right, Access.PolicyOf);

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<Right>() is { } right)
        {
            var refused = access.IsAsked ? await AuthorizeAsync(http, right) : null;
            var caller = new Caller(http, access.IsAsked, access.Budgets);
            if ((refused ?? caller.CountOne() ?? metadata.GetMetadata<RefusedUnread>()?.Find(caller.Id)) is { } error)
            {
                if (error.Code == ErrorCodes.PermissionDenied && right.Scope == Scopes.Admin) audit.Refuse(AuditAct.OfRefused(http, "authorize", error.Code));
                if (error.Code == ErrorCodes.Unauthenticated)
                {
                    audit.Refuse(AuditAct.OfRefused(http, "authenticate", error.Code));
                    // Who is gone while it waits is refused all the same.
                    await access.Failures.CountAsync(RemoteAddress.NameOf(http.Connection.RemoteIpAddress), http.RequestAborted)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    http.Response.Headers.WWWAuthenticate = "Bearer";
                }
                await refuse(http, error);
                return;
            }
            http.Features.Set(caller);
        }
        await next(http);
    }

    /// <summary>Asks ASP.NET Core. Its services keep what they know of a call in a scope, which is gone before the call goes on: a session lasts long.</summary>
    private async Task<RouteError?> AuthorizeAsync(HttpContext http, Right right)
    {
        var outer = http.Features.Get<IServiceProvidersFeature>();
        await using var scope = services.CreateAsyncScope();
        http.Features.Set<IServiceProvidersFeature>(new ServiceProvidersFeature { RequestServices = scope.ServiceProvider });
        try
        {
            var (policy, evaluator) = (_policies[right], scope.ServiceProvider.GetRequiredService<IPolicyEvaluator>());
            var shown = await evaluator.AuthenticateAsync(policy, http);
            var result = await evaluator.AuthorizeAsync(policy, shown, http, resource: null);
            if (result.Succeeded) return null;
            return result.Challenged ? Denied.Unknown() : Denied.Scope(right.Scope!);
        }
        finally
        {
            http.Features.Set(outer);
        }
    }
}
