using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Router.Host.Security;

/// <summary>An issuer's public keys at a URL: a JSON Web Key Set (RFC 7517), fetched when a token comes that needs it, and kept.</summary>
internal static class IssuerKeys
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>For a whole answer.</summary>
    private static readonly TimeSpan FetchesWithin = TimeSpan.FromSeconds(10);

    /// <summary>After which a key that the issuer has taken back counts no more.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    /// <summary>A token by a key that is not known has the set fetched again, but not more often: anybody can make such tokens.</summary>
    private static readonly TimeSpan MinAge = TimeSpan.FromMinutes(1);

    /// <summary>Keeps the keys.</summary>
    /// <param name="url">Of https, or of a program on this machine.</param>
    /// <param name="logger">Where it is told when they cannot be had.</param>
    public static BaseConfigurationManager At(Uri url, ILogger logger)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = MaxAge, AutomaticDecompression = DecompressionMethods.None })
        {
            Timeout = FetchesWithin,
            MaxResponseContentBufferSize = MaxBytes,
        };
        return new ConfigurationManager<OpenIdConnectConfiguration>(url.AbsoluteUri, new Reader(logger), new HttpDocumentRetriever(client) { RequireHttps = !url.IsLoopback })
        {
            AutomaticRefreshInterval = MaxAge,
            RefreshInterval = MinAge,
            // It would take keys that were good once for an hour more, after the issuer has taken them back. What cannot be fetched leaves the keys as they are all the same.
            UseLastKnownGoodConfiguration = false,
        };
    }

    private sealed class Reader(ILogger logger) : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            try
            {
                var found = new OpenIdConnectConfiguration();
                foreach (var key in TokenRules.Keys.Parse(await retriever.GetDocumentAsync(address, cancel)).All) found.SigningKeys.Add(key);
                return found;
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException or FormatException or OperationCanceledException)
            {
                LogMessages.IssuerKeysNotRead(logger, address, (failure.InnerException ?? failure).Message);
                throw;
            }
        }
    }
}
