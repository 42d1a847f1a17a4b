using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Files;
using Router.Host.Tls;

namespace Router.Host.Security;

/// <summary>Who may ask what, the same for all front ends of a node: its files are read once, and a caller has one budget.</summary>
internal sealed class Access
{
    private const string Scheme = "router";

    private readonly WatchedFile<ApiKeys>? _keys;
    private readonly TokenRules? _tokens;
    private readonly WatchedFile<ClientCertificates>? _certificates;
    private readonly TimeProvider _time;

    private Access(
        WatchedFile<ApiKeys>? keys, TokenRules? tokens, WatchedFile<ClientCertificates>? certificates, TextBudgets? budgets, TimeProvider time)
    {
        (_keys, _tokens, _certificates, _time) = (keys, tokens, certificates, time);
        (Budgets, Failures) = (budgets, new FailedLogins(time));
    }

    /// <summary>Everybody may do everything, as often as they like.</summary>
    public static Access Open { get; } = new(keys: null, tokens: null, certificates: null, budgets: null, TimeProvider.System);

    /// <summary>Whether callers must show who they are.</summary>
    public bool IsAsked => _keys is not null || _tokens is not null || _certificates is not null;

    /// <summary>Certificates that count no more; null where there is no list of them.</summary>
    public WatchedFile<RevokedCertificates>? Revoked { get; private init; }

    /// <summary>What callers may send; null without a bound.</summary>
    public TextBudgets? Budgets { get; }

    /// <summary>Holds up addresses whose callers are not known.</summary>
    public FailedLogins Failures { get; }

    /// <summary>Reads what the settings name.</summary>
    /// <exception cref="ConfigurationError">A file cannot be read, or is wrong.</exception>
    public static Access Create(SecuritySettings settings, AuditLog audit, ILoggerFactory loggers, TimeProvider time)
    {
        var logger = loggers.CreateLogger("Router.Security");
        var keys = Watch("api-keys-file", settings.ApiKeysFile, ApiKeys.Parse);
        var certificates = Watch("client-certificates-file", settings.ClientCertificatesFile, ClientCertificates.Parse);
        var tokens = settings.Jwt is { } jwt ? new TokenRules(jwt, Watch("jwt.keys-file", jwt.KeysFile, TokenRules.Keys.Parse), logger) : null;
        return new Access(keys, tokens, certificates, settings.RateLimit is { } limit ? new TextBudgets(limit, time) : null, time)
        {
            Revoked = Watch("revoked-certificates-file", settings.RevokedCertificatesFile, RevokedCertificates.Parse),
        };

        WatchedFile<T>? Watch<T>(string key, string? path, Func<string, T> parse)
            where T : class
        {
            var file = path is null ? null : new WatchedFile<T>($"router.security.{key}", path, parse, logger, time, audit.TellReload);
            file?.Open();
            return file;
        }
    }

    /// <summary>
    /// Adds ASP.NET Core's authentication and authorization. Not by AddAuthentication, which brings the keys of data protection along and
    /// writes them into the home directory: nothing here is protected with them.
    /// </summary>
    public void Register(IServiceCollection services)
    {
        if (!IsAsked) return;
        services.AddSingleton(_time);
        services.AddWebEncoders();
        services.AddAuthenticationCore(options => options.DefaultScheme = Scheme);
        services.AddAuthorizationCore();
        services.AddAuthorizationPolicyEvaluator();
        var schemes = new AuthenticationBuilder(services);
        schemes.AddPolicyScheme(Scheme, displayName: null, options => options.ForwardDefaultSelector = http => SchemeOf(http.Request));
        if (_keys is { } keys) schemes.AddScheme<ApiKeyOptions, ApiKeyHandler>(ApiKeyHandler.Name, options => options.Keys = keys);
        if (_tokens is { } tokens) schemes.AddScheme<JwtBearerOptions, JwtBearerHandler>(TokenRules.Name, tokens.Configure);
        if (_certificates is { } certificates)
            schemes.AddScheme<ClientCertificateOptions, ClientCertificateHandler>(ClientCertificateHandler.Name, options => (options.Callers, options.Revoked) = (certificates, Revoked));
    }

    /// <summary>Whoever has this right.</summary>
    public static AuthorizationPolicy PolicyOf(Right right)
    {
        var policy = new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().RequireClaim(CallerClaims.Id);
        return (right.Scope is { } scope ? policy.RequireClaim(CallerClaims.Scope, scope) : policy).Build();
    }

    /// <summary>What a call says counts before what its connection showed: programs that share one speak for several. A token has dots, and a key has none.</summary>
    private string SchemeOf(HttpRequest request)
    {
        if (_certificates is not null && (!ApiKeyHandler.IsShown(request) || (_keys is null && _tokens is null))) return ClientCertificateHandler.Name;
        if (_keys is null) return TokenRules.Name;
        var isToken = _tokens is not null && ApiKeyHandler.Shown(request)?.Contains('.', StringComparison.Ordinal) == true;
        return isToken && !request.Headers.ContainsKey(ApiKeyHandler.Header) ? TokenRules.Name : ApiKeyHandler.Name;
    }
}
