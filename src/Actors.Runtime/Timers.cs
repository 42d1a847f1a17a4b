namespace Actors.Runtime;

/// <summary>An actor with timers: the property is set before the actor starts.</summary>
public interface IWithTimers
{
    /// <summary>The actor's timers.</summary>
    ITimerScheduler Timers { get; set; }
}

/// <summary>
/// Messages that an actor sends itself later. A message of a timer that was cancelled or replaced, or whose actor was restarted, is not
/// delivered even when it stood in the mailbox already.
/// </summary>
public interface ITimerScheduler
{
    /// <summary>The keys of the timers that are active.</summary>
    IReadOnlyCollection<object> ActiveTimers { get; }

    /// <summary>Starts a timer that repeats until cancelled; replaces one of the same key.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    /// <summary>Starts a timer that repeats until cancelled; replaces one of the same key.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>Starts a timer that fires once; replaces one of the same key.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>Whether the timer will fire.</summary>
    bool IsTimerActive(object key);

    /// <summary>Cancels a timer, if it is active.</summary>
    void Cancel(object key);

    /// <summary>Cancels all timers.</summary>
    void CancelAll();
}
