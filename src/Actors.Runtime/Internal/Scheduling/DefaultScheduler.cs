using System.Diagnostics;

namespace Actors.Runtime.Internal;

/// <summary>The scheduler of a running system: real time, in whole milliseconds, never early.</summary>
internal sealed class DefaultScheduler : IScheduler, IActionScheduler, IDisposable
{
    private static readonly long Epoch = Stopwatch.GetTimestamp();
    private volatile bool _stopped;

    public DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(Epoch);

    public TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(Epoch);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Start(new TellEntry(this, cancelable, receiver, message, sender), delay, Timeout.InfiniteTimeSpan);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Start(new TellEntry(this, cancelable, receiver, message, sender), initialDelay, interval);
    }

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Start(new ActionEntry(this, cancelable, action), delay, Timeout.InfiniteTimeSpan);

    /// <summary>Nothing fires any more.</summary>
    public void Dispose() => _stopped = true;

    private void Start(Entry entry, TimeSpan delay, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (_stopped) throw new InvalidOperationException("The actor system has stopped; nothing can be scheduled");
        if (entry.Cancelable?.IsCancellationRequested == true) return;
        entry.Start(MonotonicClock + delay, delay, interval);
    }

    /// <summary>Rounded up.</summary>
    private static long Milliseconds(TimeSpan span) => span == Timeout.InfiniteTimeSpan
        ? Timeout.Infinite
        : Math.Min((span.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, uint.MaxValue - 1);

    private abstract class Entry(DefaultScheduler scheduler, ICancelable? cancelable) : IDisposable
    {
        private Timer? _timer;
        private TimeSpan _due;
        private TimeSpan _interval;

        internal ICancelable? Cancelable => cancelable;

        internal void Start(TimeSpan due, TimeSpan delay, TimeSpan interval)
        {
            (_due, _interval) = (due, interval);
            _timer = new Timer(static state => ((Entry)state!).Fire(), this, Timeout.Infinite, Timeout.Infinite);
            _timer.Change(Milliseconds(delay), Milliseconds(interval));
            if (cancelable is Cancelable own) own.StopWithThis(this);
            else cancelable?.Token.UnsafeRegister(static state => ((Entry)state!).Dispose(), this);
        }

        public void Dispose() => _timer?.Dispose();

        protected abstract void Run();

        private void Fire()
        {
            if (scheduler._stopped || cancelable?.IsCancellationRequested == true)
            {
                Dispose();
                return;
            }
            var early = _due - scheduler.MonotonicClock;
            if (early > TimeSpan.Zero)
            {
                // The runtime's timers go by a clock of whole milliseconds, which may be ahead by a part of one.
                _timer!.Change(Milliseconds(early), Milliseconds(_interval));
                return;
            }
            if (_interval != Timeout.InfiniteTimeSpan) _due += _interval;
            Run();
        }
    }

    private sealed class TellEntry(DefaultScheduler scheduler, ICancelable? cancelable, ICanTell receiver, object message, IActorRef? sender)
        : Entry(scheduler, cancelable)
    {
        protected override void Run() => receiver.Tell(message, sender);
    }

    private sealed class ActionEntry(DefaultScheduler scheduler, ICancelable? cancelable, Action action) : Entry(scheduler, cancelable)
    {
        protected override void Run() => action();
    }
}
