using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Router.Contracts;
using Router.Host.Listeners;

namespace Router.Host.Security;

/// <summary>What is claimed of a caller, under the same names whatever showed it.</summary>
internal static class CallerClaims
{
    /// <summary>Who it is: scheme and name, such as <c>key:kitchen</c>.</summary>
    public const string Id = "router:id";

    /// <summary>One for each of <see cref="Scopes"/> that it has.</summary>
    public const string Scope = "router:scope";

    /// <summary>Whom it works for; "" for nobody in particular.</summary>
    public const string Tenant = "router:tenant";
}

/// <summary>Who asks: somebody known, or else an address.</summary>
/// <param name="http">The call, with its user where callers must be known.</param>
/// <param name="isKnown">Whether they must.</param>
/// <param name="budgets">What callers may send; null without a bound.</param>
internal sealed class Caller(HttpContext http, bool isKnown, TextBudgets? budgets)
{
    /// <summary>What its sessions and texts are counted under. Most calls are not counted, and need none.</summary>
    public string Id => field ??= (isKnown ? http.User.FindFirstValue(CallerClaims.Id) : null) ?? RemoteAddress.NameOf(http.Connection.RemoteIpAddress);

    /// <summary>What queries carry of it. A tenant's callers may know of each other; without one a caller stands alone.</summary>
    public Asker Asker => new(Id, (isKnown ? http.User.FindFirstValue(CallerClaims.Tenant) : null) is { Length: > 0 } tenant ? $"tenant:{tenant}" : Id);

    /// <summary>A result as the caller may see it: where the time went tells of others, and where they share the cache what they asked.</summary>
    public RouteResult Show(RouteResult result) => result is RouteDecision decision ? Show(decision) : result;

    /// <summary>An update as the caller may see it.</summary>
    public SessionUpdate Show(SessionUpdate update) => update switch
    {
        FinalDecision final => final with { Decision = Show(final.Decision) },
        ProvisionalDecision provisional => provisional with { Decision = Show(provisional.Decision) },
        _ => update,
    };

    /// <summary>Who made a call that <see cref="AccessMiddleware"/> let through.</summary>
    public static Caller Of(HttpContext http) => http.Features.GetRequiredFeature<Caller>();

    /// <summary>Why a priority is refused; null when it is not.</summary>
    public RouteError? Refuse(QueryPriority priority) =>
        priority == QueryPriority.High && isKnown && !http.User.HasClaim(CallerClaims.Scope, Scopes.Priority) ? Denied.Scope(Scopes.Priority, "priority") : null;

    private RouteDecision Show(RouteDecision decision) =>
        isKnown && !http.User.HasClaim(CallerClaims.Scope, Scopes.Metrics) ? decision with { Timings = default } : decision;

    /// <summary>Counts a call, or one text of a session.</summary>
    /// <returns>Null when it is within the bound; else the error.</returns>
    public RouteError? CountOne() => budgets?.Take(Id, 1, least: 1);

    /// <summary>
    /// Counts what a call holds beyond its first text. A list is taken whole while anything is left; what it takes too much is waited for
    /// by the next call.
    /// </summary>
    /// <returns>Null when it is within the bound; else the error.</returns>
    public RouteError? CountMore(int texts) => texts > 0 ? budgets?.Take(Id, texts, least: 0) : null;

    /// <summary>Counts texts that a session routes of its own accord, if they are all within the bound.</summary>
    public bool TryTake(int texts) => budgets?.Take(Id, texts, least: texts) is null;
}

/// <summary>Refuses callers that are not known, or may not do what they ask for, and counts them.</summary>
internal static class Denied
{
    private static readonly RouteError KeyNeeded = new(
        ErrorCodes.Unauthenticated, $"a valid key, token or client certificate is needed: Authorization: Bearer KEY, or {ApiKeyHandler.Header}: KEY");

    /// <summary>The caller showed nothing that is known; which part of it is wrong is not told.</summary>
    public static RouteError Unknown()
    {
        RouterMetrics.Denied("unknown");
        return KeyNeeded;
    }

    /// <summary>The caller lacks a scope.</summary>
    /// <param name="scope">Which.</param>
    /// <param name="field">The field of the request that asks for it; null for the call itself.</param>
    public static RouteError Scope(string scope, string? field = null)
    {
        RouterMetrics.Denied("scope");
        return new RouteError(ErrorCodes.PermissionDenied, $"{field ?? "this call"}: the scope {scope} is needed", field);
    }
}
