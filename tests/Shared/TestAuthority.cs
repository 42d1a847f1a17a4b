using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Router.Testing;

/// <summary>An authority that signs certificates for a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly X509Certificate2 _certificate;

    /// <summary>An authority that signed itself.</summary>
    public TestAuthority(string name = "authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = RequestOf(name, key).CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
    }

    /// <summary>One that signs with any certificate, whether that may sign or not.</summary>
    public TestAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>Its own certificate.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>The certificate, as files hold it.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>One that this one vouches for.</summary>
    public TestAuthority Below(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = RequestOf(name, key).Create(_certificate, Now.AddDays(-20), Now.AddDays(20), RandomNumberGenerator.GetBytes(16));
        return new TestAuthority(signed.CopyWithPrivateKey(key));
    }

    /// <summary>Signs a certificate.</summary>
    /// <param name="name">Its common name; a name of the DNS as well when it has a dot.</param>
    /// <param name="usages">What it is for; for anything when there is none.</param>
    /// <param name="from">Days from now.</param>
    /// <param name="to">Days from now.</param>
    /// <param name="uri">A further name.</param>
    /// <param name="extension">What else it says.</param>
    public X509Certificate2 Issue(
        string name, string[]? usages = null, double from = -1, double to = 1, string? uri = null, X509Extension? extension = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        if (name.Contains('.', StringComparison.Ordinal)) names.AddDnsName(name);
        if (uri is not null) names.AddUri(new Uri(uri));
        request.CertificateExtensions.Add(names.Build());
        if (usages is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(usage => new Oid(usage))], critical: false));
        if (extension is not null) request.CertificateExtensions.Add(extension);
        using var signed = request.Create(
            _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_certificate.GetECDsaPrivateKey()!), Now.AddDays(from), Now.AddDays(to), RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Writes a certificate and its key.</summary>
    public static void Write(X509Certificate2 certificate, string to, string keyTo)
    {
        File.WriteAllText(to, certificate.ExportCertificatePem());
        File.WriteAllText(keyTo, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest RequestOf(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        return request;
    }
}
