namespace Actors.Runtime.Internal;

/// <summary>Makes a cell look whether its receive timeout has passed.</summary>
internal sealed class ReceiveTimeoutCheck(ReceiveTimeoutWatch watch) : IAutoReceivedMessage, INotInfluenceReceiveTimeout, IDeadLetterSuppression
{
    internal ReceiveTimeoutWatch Watch => watch;
}

/// <summary>
/// The receive timeout of one actor. Messages only note the time; the one timer that runs looks at it when it fires and, if the actor
/// was busy in between, waits for the rest.
/// </summary>
internal sealed class ReceiveTimeoutWatch
{
    private readonly ActorCell _cell;
    private readonly ReceiveTimeoutCheck _check;
    private readonly IScheduler _scheduler;
    private Cancelable _timer = null!;
    private TimeSpan _lastActivity;

    internal ReceiveTimeoutWatch(ActorCell cell, TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A receive timeout is longer than zero");
        (_cell, Timeout, _scheduler) = (cell, timeout, cell.SystemImpl.Scheduler);
        _check = new ReceiveTimeoutCheck(this);
        Touch();
        Arm(timeout);
    }

    internal TimeSpan Timeout { get; }

    internal void Touch() => _lastActivity = _scheduler.MonotonicClock;

    internal void Cancel() => _timer.Cancel();

    /// <summary>Whether the actor has been idle for the timeout; either way the timer is armed again.</summary>
    internal bool HasPassed(ReceiveTimeoutCheck check)
    {
        if (check.Watch != this) return false;
        var idle = _scheduler.MonotonicClock - _lastActivity;
        var passed = idle >= Timeout;
        if (passed) Touch();
        Arm(passed ? Timeout : Timeout - idle);
        return passed;
    }

    private void Arm(TimeSpan delay)
    {
        _timer = new Cancelable(_scheduler);
        _scheduler.ScheduleTellOnce(delay, _cell.Self, _check, _cell.Self, _timer);
    }
}
