using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Router.Host.Tls;

/// <summary>Who vouches for peers: certificates of authorities, those in between among them.</summary>
internal sealed class Authorities
{
    private readonly X509Certificate2Collection _certificates;

    private Authorities(X509Certificate2Collection certificates) => _certificates = certificates;

    /// <summary>Reads a PEM file of certificates.</summary>
    /// <exception cref="FormatException">It has none.</exception>
    public static Authorities Parse(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw new FormatException($"holds something that is no certificate: {error.Message}", error);
        }
        return certificates.Count > 0 ? new Authorities(certificates) : throw new FormatException("has no certificate in PEM");
    }

    /// <summary>
    /// What a certificate must be: one that leads to an authority of these, at the present time and for every one of the usages. The system's own authorities
    /// count for nothing, and nothing is fetched from where a certificate of a stranger says that its issuer is. Lists of revoked certificates are not read.
    /// </summary>
    /// <param name="usages">Each one that a certificate with extended key usages must have (RFC 5280, section 4.2.1.12).</param>
    public X509ChainPolicy Policy(params ReadOnlySpan<string> usages)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_certificates);
        foreach (var usage in usages) policy.ApplicationPolicy.Add(new Oid(usage));
        return policy;
    }
}

/// <summary>What certificates are for (RFC 5280, section 4.2.1.12).</summary>
internal static class Usages
{
    /// <summary>To serve over TLS.</summary>
    public const string Server = "1.3.6.1.5.5.7.3.1";

    /// <summary>To call a server over TLS.</summary>
    public const string Client = "1.3.6.1.5.5.7.3.2";
}
