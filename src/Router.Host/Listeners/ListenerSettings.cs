using Router.Contracts.Configuration;
using Router.Host.Tls;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Listeners;

/// <summary>What <c>router.http</c>, <c>router.grpc</c> and <c>router.admin</c> have in common: where a node listens, for whom, and what with.</summary>
public sealed record ListenerSettings
{
    /// <summary>The section, as messages call it, such as <c>router.http</c>.</summary>
    public required string Section { get; init; }

    /// <summary>An IP address, or <c>localhost</c>.</summary>
    public required string Host { get; init; }

    /// <summary>0 for any free port.</summary>
    public required int Port { get; init; }

    /// <summary>Bounds of its connections.</summary>
    public required ConnectionSettings Connections { get; init; }

    /// <summary>The certificate to serve TLS with; null for cleartext.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Reads the keys.</summary>
    public static ListenerSettings Read(SettingsReader section) => new()
    {
        Section = section.Name,
        Host = section.Read("host", ValueForms.Host),
        Port = section.Read("port", ValueForms.Port),
        Connections = ConnectionSettings.Read(section),
        Tls = TlsSettings.Read(section.Section("tls")),
    };

    /// <summary>Reads the keys of a listener that may be switched off.</summary>
    /// <returns>Null when it is.</returns>
    public static ListenerSettings? ReadOptional(SettingsReader section)
    {
        var settings = Read(section);
        return section.Read("enabled", Switch) ? settings : null;
    }
}
