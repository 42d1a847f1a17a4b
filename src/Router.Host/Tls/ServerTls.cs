using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Router.Host.Files;

namespace Router.Host.Tls;

/// <summary>How a listener speaks TLS. Each handshake takes the certificate that the files hold now; connections that are open keep theirs.</summary>
internal sealed class ServerTls
{
    private readonly WatchedFile<OwnCertificate> _certificate;

    private ServerTls(string listener, WatchedFile<OwnCertificate> certificate) => (Listener, _certificate) = (listener, certificate);

    /// <summary>The versions that are spoken: what came before is broken (RFC 8996).</summary>
    public static SslProtocols Versions => SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The listener's section, such as <c>router.grpc</c>.</summary>
    public string Listener { get; }

    /// <summary>When the certificate ends that is shown now.</summary>
    public DateTimeOffset Expires => _certificate.Current.Leaf.NotAfter.ToUniversalTime();

    /// <summary>Reads the files.</summary>
    /// <param name="listener">The listener's section.</param>
    /// <param name="settings">The files.</param>
    /// <param name="logger">Where changes are told.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Contracts.ConfigurationError">A file is missing or holds something else, or the two do not belong together.</exception>
    public static ServerTls Open(string listener, TlsSettings settings, ILogger logger, TimeProvider time)
    {
        var tls = new ServerTls(listener, OwnCertificate.Open($"{listener}.tls", settings, logger, time));
        RouterMetrics.Observe(tls);
        return tls;
    }

    /// <summary>What one handshake does.</summary>
    public ValueTask<SslServerAuthenticationOptions> BeginAsync(TlsHandshakeCallbackContext handshake) => ValueTask.FromResult(new SslServerAuthenticationOptions
    {
        ServerCertificateContext = _certificate.Current.Context,
        EnabledSslProtocols = Versions,
        // A client could have the server compute for it without end.
        AllowRenegotiation = false,
    });
}
