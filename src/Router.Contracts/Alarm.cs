using System.Diagnostics.CodeAnalysis;

namespace Router.Contracts;

/// <summary>
/// Tells an actor a message once, after a delay by an injected clock. Akka.NET's scheduler ticks every 10 ms and would answer a query that much
/// after its deadline, when its client is gone; the platform's timers are exact to about a millisecond.
/// </summary>
/// <param name="actor">Who is told.</param>
/// <param name="message">What it is told.</param>
/// <param name="time">The clock.</param>
[SuppressMessage("Design", "CA1001", Justification = "Actors have no Dispose: one that stops cancels its alarms.")]
public sealed class Alarm(IActorRef actor, object message, TimeProvider time)
{
    private ITimer? _timer;
    private DateTimeOffset _by = DateTimeOffset.MaxValue;

    /// <summary>Strikes after the delay, and no more at the time that was set before.</summary>
    /// <param name="delay">0 or less strikes at once.</param>
    public void Set(TimeSpan delay)
    {
        if (delay < TimeSpan.Zero) delay = TimeSpan.Zero;
        if (_timer is { } timer) timer.Change(delay, Timeout.InfiniteTimeSpan);
        else _timer = time.CreateTimer(_ => actor.Tell(message, ActorRefs.NoSender), null, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Strikes at a time, unless it was to strike sooner anyway. Whoever sets it so says when it has <see cref="Struck"/>.</summary>
    /// <param name="at">It strikes never before that: the platform's timers count whole milliseconds, and a part of one would strike early.</param>
    public void SetBy(DateTimeOffset at)
    {
        if (at >= _by) return;
        _by = at;
        Set(TimeSpan.FromMilliseconds(Math.Ceiling((at - time.GetUtcNow()).TotalMilliseconds)));
    }

    /// <summary>The message has come: whatever it is set by next is the soonest.</summary>
    public void Struck() => _by = DateTimeOffset.MaxValue;

    /// <summary>Never strikes again; a message on its way still arrives.</summary>
    public void Cancel() => _timer?.Dispose();
}
