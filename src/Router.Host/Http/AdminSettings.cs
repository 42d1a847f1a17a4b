using Router.Contracts.Configuration;
using Router.Host.Listeners;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Http;

/// <summary><c>router.admin</c>: a listener for those who run the node.</summary>
public sealed record AdminSettings
{
    /// <summary>An IP address, or <c>localhost</c>.</summary>
    public required string Host { get; init; }

    /// <summary>0 for any free port.</summary>
    public required int Port { get; init; }

    /// <summary>Bounds of its connections.</summary>
    public required ConnectionSettings Connections { get; init; }

    /// <summary>The certificate to serve TLS with; null for cleartext.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Reads the section.</summary>
    /// <returns>Null when there is to be no such listener.</returns>
    public static AdminSettings? Read(SettingsReader section)
    {
        var settings = new AdminSettings
        {
            Host = section.Read("host", ValueForms.Host),
            Port = section.Read("port", ValueForms.Port),
            Connections = ConnectionSettings.Read(section),
            Tls = TlsSettings.Read(section.Section("tls")),
        };
        return section.Read("enabled", Switch) ? settings : null;
    }
}
