using Actors.Runtime.Configuration;
using Actors.Runtime.Internal;

namespace Actors.Runtime.TestKit;

/// <summary>
/// A scheduler whose time moves only when the test says so. Chosen by <c>akka.scheduler.implementation</c>; the test gets it by casting
/// <see cref="ActorSystem.Scheduler"/>.
/// </summary>
public class TestScheduler : IScheduler, IActionScheduler
{
    private static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<Entry, (TimeSpan Due, long Order)> _entries = new();
    private TimeSpan _elapsed;
    private long _order;

    internal TestScheduler(Config schedulerConfig) => _ = schedulerConfig;

    /// <inheritdoc/>
    public DateTimeOffset Now => Start + MonotonicClock;

    /// <inheritdoc/>
    public TimeSpan MonotonicClock
    {
        get
        {
            lock (_lock) return _elapsed;
        }
    }

    /// <inheritdoc/>
    public TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <summary>Moves the time on. What becomes due happens in the order of its time, on this thread, before the call returns.</summary>
    public void Advance(TimeSpan offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, TimeSpan.Zero);
        var target = MonotonicClock + offset;
        while (NextDue(target) is { } entry) entry.Action();
        lock (_lock) _elapsed = target;
    }

    /// <summary>Moves the time on to a moment that is not past.</summary>
    public void AdvanceTo(DateTimeOffset when) => Advance(when - Now);

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(new Entry(() => receiver.Tell(message, sender), null, cancelable), delay);

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Add(new Entry(() => receiver.Tell(message, sender), interval, cancelable), initialDelay);
    }

    /// <summary>Runs an action once, after a delay, unless cancelled before.</summary>
    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) => Add(new Entry(action, null, cancelable), delay);

    private void Add(Entry entry, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        lock (_lock) _entries.Enqueue(entry, (_elapsed + delay, _order++));
    }

    /// <summary>Takes what is due first, moves the time to it and, if it repeats, puts it back for its next time.</summary>
    private Entry? NextDue(TimeSpan target)
    {
        lock (_lock)
        {
            while (_entries.TryPeek(out var entry, out var at) && at.Due <= target)
            {
                _entries.Dequeue();
                if (entry.Cancelable?.IsCancellationRequested == true) continue;
                _elapsed = at.Due;
                if (entry.Interval is { } interval) _entries.Enqueue(entry, (at.Due + interval, _order++));
                return entry;
            }
            return null;
        }
    }

    private sealed record Entry(Action Action, TimeSpan? Interval, ICancelable? Cancelable);
}
