using System.Globalization;

namespace Actors.Runtime;

/// <summary>Where an actor system is: protocol and name and, for one that others can reach, host and port.</summary>
public sealed class Address : IEquatable<Address>
{
    /// <summary>Makes an address.</summary>
    /// <param name="protocol">For example <c>akka</c>.</param>
    /// <param name="system">The name of the actor system.</param>
    /// <param name="host">Host name, or null for a system that only its own process reaches.</param>
    /// <param name="port">Port, 0 to 65535, or null.</param>
    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant();
        Port = port;
    }

    /// <summary>Host name in lower case, or null.</summary>
    public string? Host { get; }

    /// <summary>Port, or null.</summary>
    public int? Port { get; }

    /// <summary>The name of the actor system.</summary>
    public string System { get; }

    /// <summary>The protocol, for example <c>akka</c>.</summary>
    public string Protocol { get; }

    /// <summary>Whether only the own process reaches it: it has no host.</summary>
    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    /// <summary>Whether other processes reach it: it has a host.</summary>
    public bool HasGlobalScope => !HasLocalScope;

    /// <summary>Parses <c>protocol://system[@host[:port]]</c>.</summary>
    /// <exception cref="UriFormatException">The text is no address.</exception>
    public static Address Parse(string address) =>
        TryParse(address, out var parsed) ? parsed : throw new UriFormatException($"'{address}' is not an address");

    internal static bool TryParse(string text, out Address address)
    {
        address = null!;
        var mark = text.IndexOf("://", StringComparison.Ordinal);
        if (mark <= 0) return false;
        var rest = text[(mark + 3)..];
        var slash = rest.IndexOf('/');
        if (slash >= 0) rest = rest[..slash];
        var at = rest.IndexOf('@');
        var (system, host, port) = (at < 0 ? rest : rest[..at], (string?)null, (int?)null);
        if (system.Length == 0) return false;
        if (at >= 0)
        {
            host = rest[(at + 1)..];
            var colon = host.LastIndexOf(':');
            if (colon >= 0 && !host.EndsWith(']'))
            {
                if (!ushort.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
                (host, port) = (host[..colon], number);
            }
            if (host.Length == 0) return false;
        }
        address = new Address(text[..mark], system, host, port);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Address? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Port == other.Port && Host == other.Host && System == other.System && Protocol == other.Protocol);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Address);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Protocol, System, Host, Port);

    /// <inheritdoc/>
    public override string ToString() => Host is null ? $"{Protocol}://{System}" : Port is null ? $"{Protocol}://{System}@{Host}" : $"{Protocol}://{System}@{Host}:{Port}";

    /// <summary>Whether two addresses are the same.</summary>
    public static bool operator ==(Address? left, Address? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(Address? left, Address? right) => !(left == right);
}
