using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// Whether the node has room for work that may be in vain: not while queries wait long for the backbone. Shared by all sessions.
/// </summary>
/// <param name="maxQueueDelay">The longest wait with which there is room.</param>
/// <param name="time">The clock.</param>
internal sealed class SpeculationLoad(TimeSpan maxQueueDelay, TimeProvider time)
{
    /// <summary>Weight of the newest wait in the moving average.</summary>
    private const double Smoothing = 0.1;

    /// <summary>An average that nothing was added to for so long says nothing any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private double _averageMs;
    private long _last;

    /// <summary>Whether there is room.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock) return _averageMs <= maxQueueDelay.TotalMilliseconds || time.GetElapsedTime(_last) > Memory;
        }
    }

    /// <summary>Takes in how long a query waited, or that it found no room at all.</summary>
    public void Observe(RouteResult result)
    {
        var waitedMs = result switch
        {
            RouteDecision decision => decision.Timings.QueueMs,
            RouteRefused { Reason: RefusalReason.QueueFull or RefusalReason.DeadlineExceeded } => 10 * maxQueueDelay.TotalMilliseconds,
            _ => 0,
        };
        lock (_lock)
        {
            var isStale = time.GetElapsedTime(_last) > Memory;
            _averageMs = isStale ? waitedMs * Smoothing : (_averageMs * (1 - Smoothing)) + (waitedMs * Smoothing);
            _last = time.GetTimestamp();
        }
    }
}
