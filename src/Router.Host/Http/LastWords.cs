using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Router.Host.Listeners;

namespace Router.Host.Http;

/// <summary>
/// Gives a WebSocket's last frame time to leave. After a frame that breaks the protocol the library resets the connection as soon as it is disposed of, and what the
/// kernel has not taken by then is lost with it, the close frame first. With this the connection ends as every other one does, once all is sent; it is reset when that
/// takes too long. What a client sends on meanwhile and nobody reads may still reset it.
/// </summary>
internal sealed class LastWords : IHttpRequestLifetimeFeature
{
    private readonly IHttpRequestLifetimeFeature _lifetime;

    private LastWords(IHttpRequestLifetimeFeature lifetime) => _lifetime = lifetime;

    public CancellationToken RequestAborted
    {
        get => _lifetime.RequestAborted;
        set => _lifetime.RequestAborted = value;
    }

    /// <summary>The session is over; its WebSocket is to be disposed of after this. The connection is the session's alone, as they all come over HTTP/1.1.</summary>
    public static void Begin(HttpContext context, TimeProvider time)
    {
        context.Features.Set<IHttpRequestLifetimeFeature>(new LastWords(context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>()));
        if (context.Features.Get<IConnectionLifetimeFeature>() is { } connection) UntakenEnd.ResetLater(connection, time);
    }

    /// <summary>Not yet.</summary>
    public void Abort()
    {
    }
}
