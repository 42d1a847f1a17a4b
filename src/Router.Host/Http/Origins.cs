using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

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
    public static bool Allow(HttpRequest request, IReadOnlyList<string> allowed)
    {
        var origins = request.Headers[HeaderNames.Origin];
        // Programs other than browsers send none.
        if (origins.Count == 0) return true;
        if (origins.Count > 1 || origins[0] is not { } origin) return false;
        return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);
    }
}
