using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Tls;

/// <summary><c>tls</c> of a listener: the server's certificate.</summary>
/// <param name="Certificate">PEM file: the server's certificate first, then those that lead to a root, if any.</param>
/// <param name="Key">PEM file with the certificate's private key, not encrypted.</param>
public sealed record TlsSettings(string Certificate, string Key)
{
    /// <summary>Reads the section.</summary>
    /// <returns>Null for cleartext.</returns>
    public static TlsSettings? Read(SettingsReader section)
    {
        var (certificate, key) = (section.ReadPath("certificate", OptionalFile), section.ReadPath("key", OptionalFile));
        if (certificate is not null && key is not null) return new TlsSettings(certificate, key);
        if (section.IsSound && certificate is not null) section.Refuse("key", $"a file, as there is {section.Describe("certificate")}, or \"\" for both");
        if (section.IsSound && key is not null) section.Refuse("certificate", $"a file, as there is {section.Describe("key")}, or \"\" for both");
        return null;
    }
}
