using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Router.Host.Files;
using Router.Host.Tls;

namespace Router.Host.Security;

/// <summary>Whom certificates show, by their names.</summary>
internal sealed class ClientCertificates
{
    private static readonly string[] Kinds = ["dns:", "uri:", "cn:"];

    private readonly Dictionary<string, (int Line, KnownCaller Caller)> _callers = new(StringComparer.Ordinal);

    /// <summary>Reads a file of callers.</summary>
    /// <exception cref="FormatException">A line is wrong.</exception>
    public static ClientCertificates Parse(string text)
    {
        var callers = new ClientCertificates();
        CallerFile.Read(text, "dns:NAME, uri:NAME or cn:NAME", callers.Add);
        return callers;
    }

    /// <summary>Who has a certificate with these names: the first of the file who has one of them; null when it is nobody.</summary>
    public KnownCaller? Find(IReadOnlyList<string> names)
    {
        (int Line, KnownCaller? Caller) first = (int.MaxValue, null);
        foreach (var name in names)
        {
            if (_callers.TryGetValue(name, out var found) && found.Line < first.Line) first = found;
        }
        return first.Caller;
    }

    private void Add(string word, KnownCaller caller)
    {
        if (!Kinds.Any(kind => word.StartsWith(kind, StringComparison.Ordinal) && word.Length > kind.Length))
            throw new FormatException("the second word does not say which certificate: dns:NAME, uri:NAME or cn:NAME");
        var name = word.StartsWith(Kinds[0], StringComparison.Ordinal) ? word.ToLowerInvariant() : word;
        if (!_callers.TryAdd(name, (_callers.Count, caller))) throw new FormatException("the certificate's name stands above already");
    }
}

/// <summary>What <see cref="ClientCertificateHandler"/> needs to know.</summary>
internal sealed class ClientCertificateOptions : AuthenticationSchemeOptions
{
    /// <summary>Whom certificates show.</summary>
    public WatchedFile<ClientCertificates> Callers { get; set; } = null!;

    /// <summary>Certificates that count no more, on connections that are open too; null where there is no list of them.</summary>
    public WatchedFile<RevokedCertificates>? Revoked { get; set; }
}

/// <summary>
/// Knows callers by the certificate that they showed when they connected, which the handshake has verified. It has no log, for the reason of
/// <see cref="ApiKeyHandler"/>.
/// </summary>
internal sealed class ClientCertificateHandler(IOptionsMonitor<ClientCertificateOptions> options, UrlEncoder encoder)
    : AuthenticationHandler<ClientCertificateOptions>(options, NullLoggerFactory.Instance, encoder)
{
    /// <summary>The scheme's name, and the first part of its callers' ids.</summary>
    public const string Name = "cert";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        if (Context.Features.Get<ShownCertificate>() is not { } shown) return AuthenticateResult.NoResult();
        if (!shown.IsTrusted) return AuthenticateResult.Fail("no authority vouches for the certificate");
        if (Options.Revoked?.Current.HasAny(shown.Fingerprints) == true) return AuthenticateResult.Fail("the certificate is revoked");
        return Options.Callers.Current.Find(shown.Names)?.Authenticate(Name) ?? AuthenticateResult.Fail("the certificate's names are not known");
    }
}
