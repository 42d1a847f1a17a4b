using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Router.Contracts;

namespace Router.Host.Grpc;

/// <summary>Reads the certificate that the server shows.</summary>
internal static class TlsCertificate
{
    /// <summary>Makes Kestrel show a certificate with the chain that its file holds.</summary>
    /// <exception cref="ConfigurationError">A file is missing or holds something else, or the two do not belong together.</exception>
    public static Action<HttpsConnectionAdapterOptions> Load(GrpcTlsSettings tls)
    {
        Check("router.grpc.tls.certificate", tls.Certificate);
        Check("router.grpc.tls.key", tls.Key);
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
                $"router.grpc.tls.certificate and router.grpc.tls.key: {tls.Certificate} and {tls.Key} are not a certificate and its "
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
