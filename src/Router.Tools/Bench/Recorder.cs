using Router.Host;

namespace Router.Tools.Bench;

/// <summary>Puts what ends now into the window of now.</summary>
/// <param name="time">The clock.</param>
/// <param name="encoded">Reads how many queries the backbone has encoded so far; null where that is not known.</param>
internal sealed class Recorder(TimeProvider time, Func<long>? encoded = null)
{
    private Window _window = new();
    private long _started = time.GetTimestamp();
    private long _encodedBefore = encoded?.Invoke() ?? 0;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Records how a request ended.</summary>
    public void Add(in Sample sample) => Volatile.Read(ref _window).Add(sample);

    /// <summary>Records how late a request was sent that was due at a given time.</summary>
    public void AddLateness(TimeSpan late) => Volatile.Read(ref _window).AddLateness(late);

    /// <summary>Ends the window and begins the next.</summary>
    /// <returns>The window that ended.</returns>
    public Window Next()
    {
        var now = time.GetTimestamp();
        var ended = Interlocked.Exchange(ref _window, new Window());
        ended.Duration = time.GetElapsedTime(_started, now);
        _started = now;
        if (encoded is not null)
        {
            var encodedNow = encoded();
            ended.Encoded = encodedNow - _encodedBefore;
            _encodedBefore = encodedNow;
        }
        return ended;
    }
}
