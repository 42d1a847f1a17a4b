using System.Net;
using Router.Contracts;
using Router.Host.Listeners;

namespace Router.Host.Security;

/// <summary>Keeps a node from listening for the whole network without a lock on its door.</summary>
internal static class Exposure
{
    /// <summary>Checks one listener.</summary>
    /// <param name="listener">Where it is to listen.</param>
    /// <param name="security">Who may ask.</param>
    /// <exception cref="ConfigurationError">It would listen off loopback without authentication or TLS.</exception>
    public static void Check(ListenerSettings listener, SecuritySettings security)
    {
        var (section, host, hasTls) = (listener.Section, listener.Host, listener.Tls is not null);
        if (security.Insecure || IsLoopback(host) || (security.HasAuthentication && hasTls)) return;
        var missing = (security.HasAuthentication, hasTls) switch
        {
            (false, false) => "authentication and TLS",
            (false, true) => "authentication",
            _ => "TLS",
        };
        throw new ConfigurationError(
            $"{section}.host: {host} can be reached from other machines, and there is no {missing}; set router.security.api-keys-file or "
            + $"router.security.jwt, and {section}.tls, listen on 127.0.0.1, or say --insecure (router.security.insecure = on) where "
            + "something in front of the node does both");
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
