using Router.Contracts.Configuration;
using Router.Host.Listeners;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Security;

/// <summary><c>router.security</c>: who may ask, and how much.</summary>
public sealed record SecuritySettings
{
    /// <summary>Whether the node listens off loopback without authentication or TLS.</summary>
    public required bool Insecure { get; init; }

    /// <summary>The file with the API keys; null for none.</summary>
    public required string? ApiKeysFile { get; init; }

    /// <summary>The file that says whom clients' certificates show; null for none.</summary>
    public required string? ClientCertificatesFile { get; init; }

    /// <summary>The file with certificates of clients and nodes that count no more; null for none.</summary>
    public required string? RevokedCertificatesFile { get; init; }

    /// <summary>Tokens that are taken; null for none.</summary>
    public required JwtSettings? Jwt { get; init; }

    /// <summary>How many texts one caller may send; null without a bound.</summary>
    public required RateLimitSettings? RateLimit { get; init; }

    /// <summary>Whether callers of a listener have something to show who they are.</summary>
    public bool HasAuthentication(ListenerSettings listener) =>
        ApiKeysFile is not null || Jwt is not null || (ClientCertificatesFile is not null && listener.Tls?.ClientCa is not null);

    /// <summary>Reads the section.</summary>
    public static SecuritySettings Read(SettingsReader section) => new()
    {
        Insecure = section.Read("insecure", Switch),
        ApiKeysFile = section.ReadPath("api-keys-file", OptionalFile),
        ClientCertificatesFile = section.ReadPath("client-certificates-file", OptionalFile),
        RevokedCertificatesFile = section.ReadPath("revoked-certificates-file", OptionalFile),
        Jwt = JwtSettings.Read(section.Section("jwt")),
        RateLimit = RateLimitSettings.Read(section.Section("rate-limit")),
    };
}

/// <summary><c>router.security.jwt</c>: JSON Web Tokens of an issuer (RFC 7519).</summary>
/// <param name="Issuer">The claim <c>iss</c> that a token must have.</param>
/// <param name="Audience">What its claim <c>aud</c> must name.</param>
/// <param name="KeysFile">A file with the issuer's public keys, a JSON Web Key Set (RFC 7517); null where they are at a URL.</param>
/// <param name="KeysUrl">Where the issuer publishes them; null where they are in a file.</param>
public sealed record JwtSettings(string Issuer, string Audience, string? KeysFile, Uri? KeysUrl = null)
{
    private const int LongestUrl = 2048;

    /// <summary>Reads the section.</summary>
    /// <returns>Null when no tokens are taken.</returns>
    public static JwtSettings? Read(SettingsReader section)
    {
        var text = Word("a text of at most 512 characters, or \"\" for none", value => value.Length <= 512);
        var (issuer, audience) = (section.Read("issuer", text), section.Read("audience", text));
        var file = section.ReadPath("keys-file", OptionalFile);
        var url = section.Read("keys-url", Word("a URL of https, or of http on loopback, of at most 2048 characters, or \"\" for none", value => value.Length == 0 || IsUrl(value)));
        if (!section.IsSound) return null;
        (string Key, bool IsSet)[] keysOfAll = [("issuer", issuer.Length > 0), ("audience", audience.Length > 0), ("keys-file", file is not null || url.Length > 0)];
        if (keysOfAll.All(key => !key.IsSet)) return null;
        foreach (var (key, _) in keysOfAll.Where(key => !key.IsSet)) section.Refuse(key, "a text, as the other keys of the section have one, or \"\" for all");
        if (file is not null && url.Length > 0) section.Refuse("keys-url", "\"\", as keys-file names the keys");
        return section.IsSound ? new JwtSettings(issuer, audience, file, url.Length > 0 ? new Uri(url) : null) : null;
    }

    private static bool IsUrl(string text) =>
        text.Length <= LongestUrl && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}

/// <summary><c>router.security.rate-limit</c>.</summary>
public sealed record RateLimitSettings
{
    /// <summary>Texts a second that one caller may send in the long run.</summary>
    public required int TextsPerSecond { get; init; }

    /// <summary>Texts that a caller who was silent may send at once.</summary>
    public required int Burst { get; init; }

    /// <summary>Callers that are told apart; further ones share one budget.</summary>
    public required int MaxCallers { get; init; }

    /// <summary>Reads the section.</summary>
    /// <returns>Null when nothing is limited.</returns>
    public static RateLimitSettings? Read(SettingsReader section)
    {
        var settings = new RateLimitSettings
        {
            TextsPerSecond = section.Read("texts-per-second", Whole(0, 1_000_000)),
            Burst = section.Read("burst", Whole(1, 1_000_000)),
            MaxCallers = section.Read("max-callers", Whole(1, 1_000_000)),
        };
        return settings.TextsPerSecond > 0 ? settings : null;
    }
}
