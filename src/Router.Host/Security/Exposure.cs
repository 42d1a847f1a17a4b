using System.Net;
using Router.Contracts;
using Router.Host.Cluster;
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
        var (section, host, hasTls, hasAuthentication) = (listener.Section, listener.Host, listener.Tls is not null, security.HasAuthentication(listener));
        if (security.Insecure || IsLoopback(host) || (hasAuthentication && hasTls)) return;
        var missing = (hasAuthentication, hasTls) switch
        {
            (false, false) => "authentication and TLS",
            (false, true) => "authentication",
            _ => "TLS",
        };
        throw new ConfigurationError(
            $"{section}.host: {host} can be reached from other machines, and there is no {missing}; set router.security.api-keys-file, "
            + $"router.security.jwt or router.security.client-certificates-file, and {section}.tls, listen on 127.0.0.1, or say --insecure (router.security.insecure = on) where "
            + "something in front of the node does both");
    }

    /// <summary>Checks where other nodes reach this one.</summary>
    /// <exception cref="ConfigurationError">Anybody could speak as a node off loopback.</exception>
    public static void Check(ClusterSettings cluster, SecuritySettings security)
    {
        if (!cluster.Enabled || security.Insecure || IsLoopback(cluster.Host) || cluster.Tls is not null) return;
        throw new ConfigurationError(
            $"router.cluster.host: {cluster.Host} can be reached from other machines, and nodes would not know each other; set router.cluster.tls, use 127.0.0.1, "
            + "or say --insecure (router.security.insecure = on) where nobody but the nodes reaches it");
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
