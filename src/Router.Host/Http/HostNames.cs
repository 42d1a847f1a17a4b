using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Router.Contracts;

namespace Router.Host.Http;

/// <summary>
/// Which names a request may call the server by. A page can give its own name the server's address (DNS rebinding); the browser then
/// takes the server for the page's own, and only the name in <c>Host</c> tells. An address is no name, and nobody else's.
/// </summary>
/// <param name="allowed">Names beside localhost and addresses.</param>
internal sealed class HostNames(IReadOnlyList<string> allowed)
{
    private const string Any = "*";

    private readonly bool _isAny = allowed.Contains(Any, StringComparer.Ordinal);
    private readonly List<StringSegment> _patterns = [.. allowed.Append("localhost").Select(name => new StringSegment(name))];

    /// <summary>Whether a text is a name, a name's domain with an asterisk before it, or an asterisk.</summary>
    public static bool IsPattern(string text) =>
        text == Any || Uri.CheckHostName(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) == UriHostNameType.Dns;

    /// <summary>Whether a request may call the server so.</summary>
    /// <returns>Null when it may; else why not.</returns>
    public RouteError? Refuse(HostString host)
    {
        // Programs may leave the name out, browsers do not.
        if (_isAny || !host.HasValue || IPAddress.TryParse(host.Host, out _)) return null;
        if (HostString.MatchesAny(host.Host, _patterns)) return null;
        return new RouteError(
            ErrorCodes.InvalidArgument, "Host: the server is not called so; names are allowed by router.http.allowed-hosts", "Host");
    }
}
