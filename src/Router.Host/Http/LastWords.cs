using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Router.Host.Http;

/// <summary>
/// Gives a WebSocket's last frame time to leave. The library resets the connection in the moment in which it is done with it, at a frame that breaks the
/// protocol as well as at the end, and what the kernel has not taken yet is lost with it, the close frame first. With this the connection ends as every
/// other one does, once all is sent; it is reset when that takes too long. The connection is the session's alone, as they all come over HTTP/1.1.
/// </summary>
internal sealed class LastWords : IHttpRequestLifetimeFeature, IDisposable
{
    /// <summary>How long a client may take to read what was said last.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly IFeatureCollection _features;
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly TimeProvider _time;
    private bool _isAborting;

    /// <summary>Takes the place of the request's lifetime until it is disposed of.</summary>
    public LastWords(HttpContext context, TimeProvider time)
    {
        (_features, _time) = (context.Features, time);
        _lifetime = _features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _features.Set<IHttpRequestLifetimeFeature>(this);
    }

    public CancellationToken RequestAborted
    {
        get => _lifetime.RequestAborted;
        set => _lifetime.RequestAborted = value;
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _isAborting, true)) return;
        // Kept alive by its clock: nobody holds what is left of the request.
        _ = AbortLaterAsync();
    }

    public void Dispose() => _features.Set(_lifetime);

    private async Task AbortLaterAsync()
    {
        await Task.Delay(Farewell, _time);
        _lifetime.Abort();
    }
}
