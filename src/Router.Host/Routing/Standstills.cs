namespace Router.Host.Routing;

/// <summary>
/// Tells whether this process has stood still of late: it was stopped, or its machine was. The cluster may have gone on without it, and it is the last one to learn of that.
/// </summary>
internal sealed class Standstills : IDisposable
{
    /// <summary>A node is taken out for more than three seconds of silence; less costs it nothing.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    /// <summary>In this time a node that was taken out has found that it reaches nobody, and has ended.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(15);

    /// <summary>In this time a node that goes on has found whom it does not reach: longer than the silence that makes a node unreachable.</summary>
    public static readonly TimeSpan Unsure = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset _last;
    private DateTimeOffset _over = DateTimeOffset.MinValue;
    private volatile Action? _watcher;

    /// <param name="time">A clock that goes on meanwhile.</param>
    public Standstills(TimeProvider time)
    {
        (_time, _last) = (time, time.GetUtcNow());
        _timer = time.CreateTimer(_ => Strike(), null, Beat, Beat);
    }

    /// <summary>Whether it has; true from the first moment after it, whoever runs first then.</summary>
    public bool IsRecent => Look() < Remembered;

    /// <summary>Whether it has just now, so that what it knows of others is old.</summary>
    public bool IsUnsure => Look() < Unsure;

    /// <summary>Has somebody look again a few times a second.</summary>
    /// <param name="watcher">Quick. There is one.</param>
    public void Watch(Action watcher) => _watcher = watcher;

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Strike()
    {
        Look();
        _watcher?.Invoke();
    }

    /// <returns>The time since the last one.</returns>
    private TimeSpan Look()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            // A clock that was set back must not have it last for as long as it was set back.
            if (now - _last >= Shortest || now < _over) _over = now;
            _last = now;
            return now - _over;
        }
    }
}
