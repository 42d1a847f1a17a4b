namespace Actors.Runtime.Internal;

/// <summary>A timer's message on its way to the actor.</summary>
internal sealed class TimerMessage(object key, long generation, object message) : IAutoReceivedMessage
{
    internal object Key => key;

    internal long Generation => generation;

    internal object Message => message;
}

/// <summary>The timers of one actor; used by its cell alone.</summary>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, ActiveTimer> _active = [];
    private long _generation;

    public IReadOnlyCollection<object> ActiveTimers => [.. _active.Keys];

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => StartPeriodicTimer(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) => Start(key, msg, initialDelay, interval);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, repeat: null);

    public bool IsTimerActive(object key) => _active.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_active.Remove(key, out var timer)) timer.Cancelable.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _active.Values) timer.Cancelable.Cancel();
        _active.Clear();
    }

    /// <summary>Whether the message belongs to a timer that is still active; a single timer is over with it.</summary>
    internal bool TryAccept(TimerMessage message)
    {
        if (!_active.TryGetValue(message.Key, out var timer) || timer.Generation != message.Generation) return false;
        if (!timer.Repeats) _active.Remove(message.Key);
        return true;
    }

    private void Start(object key, object message, TimeSpan delay, TimeSpan? repeat)
    {
        ArgumentNullException.ThrowIfNull(message);
        Cancel(key);
        var timed = new TimerMessage(key, ++_generation, message);
        var scheduler = cell.SystemImpl.Scheduler;
        var cancelable = new Cancelable(scheduler);
        if (repeat is { } interval) scheduler.ScheduleTellRepeatedly(delay, interval, cell.Self, timed, cell.Self, cancelable);
        else scheduler.ScheduleTellOnce(delay, cell.Self, timed, cell.Self, cancelable);
        _active[key] = new ActiveTimer(timed.Generation, repeat is not null, cancelable);
    }

    private readonly record struct ActiveTimer(long Generation, bool Repeats, ICancelable Cancelable);
}
