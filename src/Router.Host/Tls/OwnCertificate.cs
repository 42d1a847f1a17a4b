using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Router.Host.Tls;

/// <summary>A certificate that a server or a node shows, with the chain that its file holds.</summary>
/// <param name="Context">What handshakes take.</param>
/// <param name="Begins">Since when it is valid.</param>
/// <param name="Ends">Until when it is valid.</param>
internal sealed record OwnCertificate(SslStreamCertificateContext Context, DateTimeOffset Begins, DateTimeOffset Ends)
{
    /// <summary>Reads a certificate with its chain, and its key.</summary>
    /// <exception cref="FormatException">They are none, or do not belong together.</exception>
    public static OwnCertificate Parse(string certificate, string key)
    {
        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificate, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);
            // Offline: nothing is fetched from where a certificate says that its issuer's is.
            return new OwnCertificate(SslStreamCertificateContext.Create(leaf, chain, offline: true), new DateTimeOffset(leaf.NotBefore), new DateTimeOffset(leaf.NotAfter));
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new FormatException($"are not a certificate and its private key in unencrypted PEM: {error.Message}", error);
        }
    }
}
