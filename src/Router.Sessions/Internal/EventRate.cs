using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>A token bucket: so many events a second, and as many in one burst.</summary>
internal sealed class EventRate(int perSecond, TimeProvider time)
{
    private double _left = perSecond;
    private long _last = time.GetTimestamp();

    /// <summary>Whether one more event is within the rate; it counts only then.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(perSecond, _left + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
        _last = now;
        if (_left < 1) return false;
        _left--;
        return true;
    }
}
