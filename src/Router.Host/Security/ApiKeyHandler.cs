using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Router.Host.Files;

namespace Router.Host.Security;

/// <summary>What <see cref="ApiKeyHandler"/> needs to know.</summary>
internal sealed class ApiKeyOptions : AuthenticationSchemeOptions
{
    /// <summary>The keys that are taken.</summary>
    public WatchedFile<ApiKeys> Keys { get; set; } = null!;
}

/// <summary>Knows callers by <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<ApiKeyOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<ApiKeyOptions>(options, loggers, encoder)
{
    /// <summary>The scheme's name, and the first part of its callers' ids.</summary>
    public const string Name = "key";

    /// <summary>The header beside Authorization.</summary>
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";

    /// <summary>The key or token that a request shows; null when it shows none, or several.</summary>
    public static string? Shown(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var keys)) return keys is [{ Length: > 0 } key] ? key : null;
        return request.Headers[HeaderNames.Authorization] is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? value[Bearer.Length..].Trim()
            : null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        if (Shown(Request) is not { } shown) return AuthenticateResult.NoResult();
        if (Options.Keys.Current.Find(shown) is not { } key) return AuthenticateResult.Fail("the key is not known");
        var claims = key.Scopes.Select(scope => new Claim(CallerClaims.Scope, scope))
            .Append(new Claim(CallerClaims.Id, $"{Name}:{key.Name}"))
            .Append(new Claim(CallerClaims.Tenant, key.Tenant));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name));
    }
}
