using System.Net.Http.Headers;

namespace Router.Tools.Calls;

/// <summary>
/// The key or token that commands show to a router: that of <see cref="Variable"/>. Not an option: command lines are in histories, and
/// everybody on the machine can list them.
/// </summary>
internal static class OwnKey
{
    /// <summary>The variable of the environment that holds it.</summary>
    public const string Variable = "ROUTER_API_KEY";

    /// <summary>Makes a handler show the key with every call, if there is one.</summary>
    public static HttpMessageHandler Around(HttpMessageHandler handler) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } key ? new Shower(key, handler) : handler;

    private sealed class Shower(string key, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
