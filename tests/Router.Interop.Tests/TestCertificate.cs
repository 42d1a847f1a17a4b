using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Router.Host.Tls;

namespace Router.Interop.Tests;

/// <summary>A certificate for 127.0.0.1 that signed itself, as files.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly DirectoryInfo _folder;

    private TestCertificate(DirectoryInfo folder, TlsSettings settings) => (_folder, Settings) = (folder, settings);

    public TlsSettings Settings { get; }

    public static TestCertificate Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=router-test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var folder = Directory.CreateTempSubdirectory("router-grpc-");
        var settings = new TlsSettings(Path.Combine(folder.FullName, "certificate.pem"), Path.Combine(folder.FullName, "key.pem"));
        File.WriteAllText(settings.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(settings.Key, key.ExportPkcs8PrivateKeyPem());
        return new TestCertificate(folder, settings);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
