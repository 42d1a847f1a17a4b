using System.Net;
using System.Net.Sockets;

namespace Router.Host.Listeners;

/// <summary>What clients are counted under whose name is not known.</summary>
internal static class RemoteAddress
{
    /// <summary>A network of IPv6 that one customer has counts as one address (RFC 6177): its 2^64 addresses cost nothing.</summary>
    public static string NameOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) return $"{address.MapToIPv4()}";
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return $"{address}";
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
