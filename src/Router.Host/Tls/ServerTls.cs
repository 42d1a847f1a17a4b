using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Router.Host.Files;

namespace Router.Host.Tls;

/// <summary>
/// How a listener speaks TLS. Each handshake takes the certificate, and the authorities that vouch for clients, as the files hold them now; connections
/// that are open keep theirs.
/// </summary>
internal sealed class ServerTls
{
    private readonly CertificateInUse _certificate;
    private readonly WatchedFile<Authorities>? _authorities;
    private readonly WatchedFile<RevokedCertificates>? _revoked;
    private readonly bool _isRequired;

    private ServerTls(
        CertificateInUse certificate, WatchedFile<Authorities>? authorities, WatchedFile<RevokedCertificates>? revoked, bool isRequired) =>
        (_certificate, _authorities, _revoked, _isRequired) = (certificate, authorities, revoked, isRequired);

    /// <summary>The versions that are spoken: what came before is broken (RFC 8996).</summary>
    public static SslProtocols Versions => SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Reads the files.</summary>
    /// <param name="listener">The listener's section.</param>
    /// <param name="settings">The files.</param>
    /// <param name="logger">Where changes are told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="revoked">Certificates that count no more; null where there is no list of them.</param>
    /// <param name="changed">Who is told of changes as well.</param>
    /// <exception cref="Contracts.ConfigurationError">A file is missing or holds something else, or the two do not belong together.</exception>
    public static ServerTls Open(
        string listener, TlsSettings settings, ILogger logger, TimeProvider time, WatchedFile<RevokedCertificates>? revoked, Action<FileChange> changed)
    {
        var certificate = CertificateInUse.Open(listener, settings.Certificate, settings.Key, logger, time, changed);
        var authorities = settings.ClientCa is { } ca ? new WatchedFile<Authorities>($"{listener}.tls.client-ca", ca, Authorities.Parse, logger, time, changed) : null;
        authorities?.Open();
        return new ServerTls(certificate, authorities, revoked, settings.RequireClientCertificate);
    }

    /// <summary>What one handshake does.</summary>
    public ValueTask<SslServerAuthenticationOptions> BeginAsync(TlsHandshakeCallbackContext handshake)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate.Current.Context,
            EnabledSslProtocols = Versions,
            // A client could have the server compute for it without end.
            AllowRenegotiation = false,
        };
        if (_authorities is not null) AskClient(options, _authorities.Current, handshake.Connection);
        return ValueTask.FromResult(options);
    }

    private void AskClient(SslServerAuthenticationOptions options, Authorities authorities, ConnectionContext connection)
    {
        options.ClientCertificateRequired = true;
        options.CertificateChainPolicy = authorities.Policy(Usages.Client);
        // A session that is resumed tells nothing of the certificates between the client's and an authority.
        options.AllowTlsResume = false;
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            Admit(connection, certificate as X509Certificate2, RevokedCertificates.FingerprintsOf(chain), errors == SslPolicyErrors.None);
    }

    /// <summary>Where a certificate is not required, who shows a wrong one is let in and told so by an answer, like everybody who shows something wrong.</summary>
    private bool Admit(ConnectionContext connection, X509Certificate2? certificate, IReadOnlyList<string> fingerprints, bool isTrusted)
    {
        isTrusted = isTrusted && certificate is not null && _revoked?.Current.HasAny(fingerprints) != true;
        if (certificate is not null) connection.Features.Set(isTrusted ? ShownCertificate.Of(certificate, fingerprints) : ShownCertificate.Untrusted);
        if (isTrusted || !_isRequired) return true;
        RouterMetrics.Denied("certificate");
        return false;
    }
}
