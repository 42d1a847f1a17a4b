using Microsoft.Extensions.Logging;
using Router.Host.Files;

namespace Router.Host.Tls;

/// <summary>The certificate that a listener shows as its files hold it now, whose end is a metric.</summary>
internal sealed class CertificateInUse
{
    private readonly WatchedFile<OwnCertificate> _file;

    private CertificateInUse(string listener, WatchedFile<OwnCertificate> file) => (Listener, _file) = (listener, file);

    /// <summary>The listener's section, such as <c>router.grpc</c>.</summary>
    public string Listener { get; }

    /// <summary>What handshakes take now.</summary>
    public OwnCertificate Current => _file.Current;

    /// <summary>Reads a certificate, and again when its files change.</summary>
    /// <param name="listener">The listener's section.</param>
    /// <param name="certificate">The file with the certificate.</param>
    /// <param name="key">The file with its private key.</param>
    /// <param name="logger">Where changes are told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Who is told of changes as well; null for nobody.</param>
    /// <exception cref="Contracts.ConfigurationError">A file is missing or holds something else, or the two do not belong together.</exception>
    public static CertificateInUse Open(string listener, string certificate, string key, ILogger logger, TimeProvider time, Action<FileChange>? changed = null)
    {
        var file = new WatchedFile<OwnCertificate>(
            [new NamedFile($"{listener}.tls.certificate", certificate), new NamedFile($"{listener}.tls.key", key)],
            texts =>
            {
                var read = OwnCertificate.Parse(texts[0], texts[1]);
                var now = time.GetUtcNow();
                if (now < read.Begins || now > read.Ends) LogMessages.CertificateNotValidNow(logger, certificate, read.Begins, read.Ends);
                return read;
            },
            logger, time, changed);
        file.Open();
        var inUse = new CertificateInUse(listener, file);
        RouterMetrics.Observe(inUse);
        return inUse;
    }
}
