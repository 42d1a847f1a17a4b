using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Router.Contracts;

namespace Router.Host.Http;

/// <summary>
/// Which web pages may open a WebSocket. Browsers let the scripts of any page try, and leave it to the server to look at the Origin
/// (RFC 6455, section 10.2).
/// </summary>
internal static class Origins
{
    /// <summary>Whether a text is an origin: scheme, host and, unless it is the scheme's own, port.</summary>
    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a request may open a WebSocket.</summary>
    /// <returns>Null when it may; else why not.</returns>
    public static RouteError? Refuse(HttpRequest request, IReadOnlyList<string> allowed)
    {
        var origins = request.Headers[HeaderNames.Origin];
        // Programs other than browsers send none.
        if (origins.Count == 0) return null;
        var own = $"{request.Scheme}://{request.Host}";
        var isAllowed = origins is [{ } origin] && (Same(origin, own) || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase));
        if (isAllowed) return null;
        return new RouteError(
            ErrorCodes.PermissionDenied,
            $"Origin: {Name(origins)} may not open a session; pages of this server ({own}) and of router.http.allowed-origins may",
            HeaderNames.Origin);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>What the page is, in an error's words; nothing is repeated that is no origin.</summary>
    private static string Name(StringValues origins) => origins is [{ } origin] && IsOrigin(origin) ? origin : "a page of unknown origin";
}
