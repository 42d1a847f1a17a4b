using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Router.Host.Files;

namespace Router.Host.Security;

/// <summary>Which JSON Web Tokens are taken, and what they say of their holders.</summary>
/// <param name="settings">Whose tokens.</param>
/// <param name="file">The issuer's keys; null where they are at a URL.</param>
/// <param name="logger">Where it is told when they cannot be had.</param>
internal sealed class TokenRules(JwtSettings settings, WatchedFile<TokenRules.Keys>? file, ILogger logger)
{
    /// <summary>The scheme's name, and the first part of its callers' ids.</summary>
    public const string Name = "jwt";

    /// <summary>The keys at a URL, the same for all doors.</summary>
    private readonly BaseConfigurationManager? _published = file is null ? IssuerKeys.At(settings.KeysUrl!, logger) : null;

    /// <summary>Signatures with public keys: with a shared secret every node could make tokens.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Tells the scheme's handler.</summary>
    public void Configure(JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            ValidAlgorithms = Algorithms,
            ClockSkew = TimeSpan.FromSeconds(30),
        };
        if (file is not null) options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, _, _) => file.Current.All;
        else options.TokenValidationParameters.ConfigurationManager = _published;
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                var token = context.Principal!;
                var (subject, tenant) = (token.FindFirstValue("sub") ?? "", token.FindFirstValue("tenant") ?? "");
                if (subject.Length > 0 && IsPlain(subject) && IsPlain(tenant)) context.Principal = Describe(token, subject, tenant);
                else context.Fail("the token has no subject, or one that cannot be told");
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>Both are written to logs, and kept as long as their caller is counted.</summary>
    private static bool IsPlain(string name) => name.Length <= 256 && !name.Any(char.IsControl);

    /// <summary>The router's claims of a token's: <c>sub</c>, <c>scope</c> (RFC 8693, section 4.2) or <c>scp</c>, and <c>tenant</c>.</summary>
    private static ClaimsPrincipal Describe(ClaimsPrincipal token, string subject, string tenant)
    {
        var scopes = token.FindAll("scope").Concat(token.FindAll("scp"))
            .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var claims = scopes.Select(scope => new Claim(CallerClaims.Scope, scope))
            .Append(new Claim(CallerClaims.Id, $"{Name}:{subject}"))
            .Append(new Claim(CallerClaims.Tenant, tenant));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, Name));
    }

    /// <summary>An issuer's public keys.</summary>
    internal sealed record Keys(IReadOnlyList<SecurityKey> All)
    {
        /// <summary>Reads a JSON Web Key Set.</summary>
        /// <exception cref="FormatException">It is none.</exception>
        public static Keys Parse(string text)
        {
            try
            {
                var keys = new JsonWebKeySet(text).GetSigningKeys();
                return keys.Count > 0 ? new Keys([.. keys]) : throw new FormatException("has no key that signs");
            }
            catch (Exception error) when (error is ArgumentException or System.Text.Json.JsonException or SecurityTokenException)
            {
                throw new FormatException("is not a JSON Web Key Set (RFC 7517)", error);
            }
        }
    }
}
