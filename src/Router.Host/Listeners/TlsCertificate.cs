using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Router.Contracts;

namespace Router.Host.Listeners;

/// <summary>Reads the certificate that the server shows.</summary>
internal static class TlsCertificate
{
    /// <summary>Makes Kestrel show a certificate with the chain that its file holds.</summary>
    /// <param name="section">The section of the two keys, such as <c>router.grpc.tls</c>.</param>
    /// <param name="tls">The files.</param>
    /// <exception cref="ConfigurationError">A file is missing or holds something else, or the two do not belong together.</exception>
    public static Action<HttpsConnectionAdapterOptions> Load(string section, TlsSettings tls)
    {
        Check($"{section}.certificate", tls.Certificate);
        Check($"{section}.key", tls.Key);
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(tls.Certificate, tls.Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(tls.Certificate);
            return https => (https.ServerCertificate, https.ServerCertificateChain) = (certificate, chain);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new ConfigurationError(
                $"{section}.certificate and {section}.key: {tls.Certificate} and {tls.Key} are not a certificate and its "
                + $"private key in unencrypted PEM: {error.Message}", error);
        }
    }

    private static void Check(string key, string path)
    {
        try
        {
            using var file = File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationError($"{key}: {path} cannot be read; a PEM file is needed", error);
        }
    }
}
