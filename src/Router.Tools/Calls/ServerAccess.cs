using System.Net.Http.Headers;
using Router.Host.Tls;

namespace Router.Tools.Calls;

/// <summary>How commands show a router who they are, and how they know it.</summary>
/// <param name="Key">The key or token that every call shows; null for none.</param>
/// <param name="Authorities">Who vouches for the router; null for those that the system knows.</param>
/// <param name="Certificate">What is shown when a connection is opened; null for nothing.</param>
internal sealed record ServerAccess(string? Key = null, Authorities? Authorities = null, OwnCertificate? Certificate = null)
{
    /// <summary>The variable of the environment that holds the key. Not an option: command lines are in histories, and everybody on the machine can list them.</summary>
    public const string Variable = "ROUTER_API_KEY";

    /// <summary>What the environment says.</summary>
    public static ServerAccess OfEnvironment() => new(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } key ? key : null);

    /// <summary>Makes a handler show what there is to show, and know whom it talks to.</summary>
    public HttpMessageHandler Around(SocketsHttpHandler handler)
    {
        handler.SslOptions.EnabledSslProtocols = ServerTls.Versions;
        if (Authorities is not null) handler.SslOptions.CertificateChainPolicy = Authorities.Policy(Usages.Server);
        if (Certificate is not null) handler.SslOptions.ClientCertificateContext = Certificate.Context;
        return Key is null ? handler : new Shower(Key, handler);
    }

    private sealed class Shower(string key, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
