using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Router.Host.Files;

namespace Router.Host.Tls;

/// <summary>The certificate that a server shows, with the chain that its file holds.</summary>
internal sealed class OwnCertificate
{
    private OwnCertificate(X509Certificate2 leaf, SslStreamCertificateContext context) => (Leaf, Context) = (leaf, context);

    /// <summary>The certificate, with its private key.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>What handshakes take.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Reads a certificate, and again when its files change.</summary>
    /// <param name="section">The section of the two keys, such as <c>router.grpc.tls</c>.</param>
    /// <param name="files">The files.</param>
    /// <param name="logger">Where changes are told.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Contracts.ConfigurationError">A file is missing or holds something else, or the two do not belong together.</exception>
    public static WatchedFile<OwnCertificate> Open(string section, TlsSettings files, ILogger logger, TimeProvider time)
    {
        var watched = new WatchedFile<OwnCertificate>(
            [new NamedFile($"{section}.certificate", files.Certificate), new NamedFile($"{section}.key", files.Key)],
            texts =>
            {
                var read = Parse(texts[0], texts[1]);
                var (begin, end, now) = (read.Leaf.NotBefore.ToUniversalTime(), read.Leaf.NotAfter.ToUniversalTime(), time.GetUtcNow());
                if (now < begin || now > end) LogMessages.CertificateNotValidNow(logger, files.Certificate, begin, end);
                return read;
            },
            logger, time);
        watched.Open();
        return watched;
    }

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
            return new OwnCertificate(leaf, SslStreamCertificateContext.Create(leaf, chain, offline: true));
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new FormatException($"are not a certificate and its private key in unencrypted PEM: {error.Message}", error);
        }
    }
}
