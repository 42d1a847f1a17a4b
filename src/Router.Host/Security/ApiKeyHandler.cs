using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
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

/// <summary>
/// Knows callers by <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>. It has no log, as the library's would take a line of each caller who is refused;
/// those are counted.
/// </summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<ApiKeyOptions> options, UrlEncoder encoder)
    : AuthenticationHandler<ApiKeyOptions>(options, NullLoggerFactory.Instance, encoder)
{
    /// <summary>The scheme's name, and the first part of its callers' ids.</summary>
    public const string Name = "key";

    /// <summary>The header beside Authorization.</summary>
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";

    /// <summary>Whether a request shows something in the place of a key or token.</summary>
    public static bool IsShown(HttpRequest request) => request.Headers.ContainsKey(Header) || request.Headers.ContainsKey(HeaderNames.Authorization);

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
        return Options.Keys.Current.Find(shown)?.Authenticate(Name) ?? AuthenticateResult.Fail("the key is not known");
    }
}
