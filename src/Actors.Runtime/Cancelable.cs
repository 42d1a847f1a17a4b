using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>Something that can be cancelled, once.</summary>
public interface ICancelable
{
    /// <summary>Whether it was cancelled.</summary>
    bool IsCancellationRequested { get; }

    /// <summary>Cancelled with this object.</summary>
    CancellationToken Token { get; }

    /// <summary>Cancels; does nothing when that has happened already.</summary>
    void Cancel();

    /// <summary>Cancels after a delay on the scheduler's clock.</summary>
    void CancelAfter(TimeSpan delay);
}

/// <summary>Cancels what was scheduled with it.</summary>
public class Cancelable : ICancelable
{
    private readonly IScheduler? _scheduler;
    private readonly Lock _lock = new();
    private CancellationTokenSource? _source;
    private IDisposable? _timer;
    private bool _cancelled;

    /// <summary>Makes one that is not cancelled.</summary>
    /// <param name="scheduler">Whose clock <see cref="CancelAfter"/> goes by.</param>
    public Cancelable(IScheduler scheduler) => _scheduler = scheduler;

    /// <summary>Makes one that is cancelled after a delay.</summary>
    public Cancelable(IScheduler scheduler, TimeSpan delay)
        : this(scheduler) => CancelAfter(delay);

    /// <inheritdoc/>
    public bool IsCancellationRequested => Volatile.Read(ref _cancelled);

    /// <inheritdoc/>
    public CancellationToken Token
    {
        get
        {
            lock (_lock)
            {
                _source ??= new CancellationTokenSource();
                if (_cancelled) _source.Cancel();
                return _source.Token;
            }
        }
    }

    /// <inheritdoc/>
    public void Cancel()
    {
        CancellationTokenSource? source;
        IDisposable? timer;
        lock (_lock)
        {
            if (_cancelled) return;
            _cancelled = true;
            (source, timer, _timer) = (_source, _timer, null);
        }
        timer?.Dispose();
        source?.Cancel();
    }

    /// <inheritdoc/>
    public void CancelAfter(TimeSpan delay)
    {
        if (_scheduler is not IActionScheduler scheduler) throw new InvalidOperationException("CancelAfter needs a scheduler of this engine");
        scheduler.ScheduleOnce(delay, Cancel, null);
    }

    /// <summary>Has the timer stopped with this object, at once when that is cancelled already.</summary>
    internal void StopWithThis(IDisposable timer)
    {
        lock (_lock)
        {
            if (!_cancelled)
            {
                _timer = timer;
                return;
            }
        }
        timer.Dispose();
    }
}
