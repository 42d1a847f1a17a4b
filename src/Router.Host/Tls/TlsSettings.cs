using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Tls;

/// <summary><c>tls</c> of a listener: the server's certificate, and those of its clients.</summary>
/// <param name="Certificate">PEM file: the server's certificate first, then those that lead to a root, if any.</param>
/// <param name="Key">PEM file with the certificate's private key, not encrypted.</param>
public sealed record TlsSettings(string Certificate, string Key)
{
    /// <summary>PEM file: who vouches for clients' certificates; null when clients are not asked for any.</summary>
    public string? ClientCa { get; init; }

    /// <summary>Whether only clients get a connection who show a certificate that one of those vouches for.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>Reads the section.</summary>
    /// <returns>Null for cleartext.</returns>
    public static TlsSettings? Read(SettingsReader section)
    {
        var (certificate, key) = (section.ReadPath("certificate", OptionalFile), section.ReadPath("key", OptionalFile));
        var (authorities, isRequired) = (section.ReadPath("client-ca", OptionalFile), section.Read("require-client-certificate", Switch));
        if (section.IsSound && authorities is null && isRequired) section.Refuse("require-client-certificate", $"off, as there is no {section.Name}.client-ca");
        if (certificate is not null && key is not null) return new TlsSettings(certificate, key) { ClientCa = authorities, RequireClientCertificate = isRequired };
        if (section.IsSound && certificate is null && authorities is not null) section.Refuse("client-ca", $"\"\", as there is no {section.Name}.certificate");
        if (section.IsSound && certificate is not null) section.Refuse("key", $"a file, as there is {section.Describe("certificate")}, or \"\" for both");
        if (section.IsSound && key is not null) section.Refuse("certificate", $"a file, as there is {section.Describe("key")}, or \"\" for both");
        return null;
    }
}
