using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor.Setup;
using Microsoft.Extensions.Logging;
using Router.Host.Files;

namespace Router.Host.Tls;

/// <summary>
/// TLS between nodes: each side of a connection shows a certificate, and takes the other's when an authority of the nodes' own vouches for it. Names are not
/// compared, as what vouches for nodes vouches for nothing else. An actor system is given it as a setup.
/// </summary>
internal sealed class NodeTls : Setup
{
    private const string Section = "router.cluster";

    private readonly CertificateInUse _certificate;
    private readonly WatchedFile<Authorities> _authorities;
    private readonly WatchedFile<RevokedCertificates>? _revoked;

    private NodeTls(
        CertificateInUse certificate, WatchedFile<Authorities> authorities, WatchedFile<RevokedCertificates>? revoked, ILogger logger, TimeProvider time) =>
        (_certificate, _authorities, _revoked, Logger, Time) = (certificate, authorities, revoked, logger, time);

    /// <summary>Where those are told that were refused.</summary>
    public ILogger Logger { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Reads the files, and again when they change.</summary>
    /// <param name="settings">The files.</param>
    /// <param name="logger">Where changes and refused connections are told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="revoked">The file with certificates that count no more; null for none.</param>
    /// <param name="changed">Who is told of changes as well; null for nobody.</param>
    /// <exception cref="Contracts.ConfigurationError">A file is missing or holds something else, or certificate and key do not belong together.</exception>
    public static NodeTls Open(NodeTlsSettings settings, ILogger logger, TimeProvider time, string? revoked = null, Action<FileChange>? changed = null)
    {
        var authorities = new WatchedFile<Authorities>($"{Section}.tls.node-ca", settings.NodeCa, Authorities.Parse, logger, time, changed);
        authorities.Open();
        var list = revoked is null ? null : new WatchedFile<RevokedCertificates>(RevokedCertificates.Key, revoked, RevokedCertificates.Parse, logger, time, changed);
        list?.Open();
        return new NodeTls(CertificateInUse.Open(Section, settings.Certificate, settings.Key, logger, time, changed), authorities, list, logger, time);
    }

    /// <summary>How a node takes a connection.</summary>
    public SslServerAuthenticationOptions AsServer() => new()
    {
        ServerCertificateContext = _certificate.Current.Context,
        EnabledSslProtocols = ServerTls.Versions,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        ClientCertificateRequired = true,
        CertificateChainPolicy = _authorities.Current.Policy(Usages.Client, Usages.Server),
        RemoteCertificateValidationCallback = (_, _, chain, errors) => IsNode(chain, errors),
    };

    /// <summary>How a node opens a connection.</summary>
    /// <param name="host">What the other one is called.</param>
    public SslClientAuthenticationOptions AsClient(string host) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _certificate.Current.Context,
        EnabledSslProtocols = ServerTls.Versions,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        CertificateChainPolicy = _authorities.Current.Policy(Usages.Client, Usages.Server),
        RemoteCertificateValidationCallback = (_, _, chain, errors) => IsNode(chain, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch),
    };

    private bool IsNode(X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None && _revoked?.Current.HasAny(RevokedCertificates.FingerprintsOf(chain)) != true;
}
