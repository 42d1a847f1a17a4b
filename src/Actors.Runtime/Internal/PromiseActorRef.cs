namespace Actors.Runtime.Internal;

/// <summary>Takes one answer and completes a task with it.</summary>
internal sealed class PromiseActorRef<T> : ActorRefBase
{
    private readonly ActorSystemImpl _system;
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Cancelable? _timer;
    private CancellationTokenRegistration _cancellation;
    private ActorPath? _path;
    private HashSet<ActorRefBase>? _watchers;

    private PromiseActorRef(ActorSystemImpl system) => _system = system;

    /// <summary>Made and made known to the system when somebody asks for it; most answers come without.</summary>
    public override ActorPath Path
    {
        get
        {
            lock (_source)
            {
                if (_path is not null) return _path;
                _path = _system.NewTempPath();
                if (!_source.Task.IsCompleted) _system.RegisterTemp(this, _path);
                return _path;
            }
        }
    }

    internal Task<T> Task => _source.Task;

    internal override ActorSystemImpl System => _system;

    internal override bool IsTerminated => _source.Task.IsCompleted;

    internal static PromiseActorRef<T> Start(ActorSystemImpl system, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var promise = new PromiseActorRef<T>(system);
        var limit = timeout ?? system.Settings.AskTimeout;
        if (limit != Timeout.InfiniteTimeSpan)
        {
            if (limit < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A timeout is not negative");
            promise._timer = new Cancelable(system.Scheduler);
            system.Actions.ScheduleOnce(limit, () => promise.TimeOut(limit), promise._timer);
        }
        if (cancellationToken.CanBeCanceled)
            promise._cancellation = cancellationToken.UnsafeRegister(static (state, token) => ((PromiseActorRef<T>)state!).Cancel(token), promise);
        return promise;
    }

    public override void Tell(object message, IActorRef? sender)
    {
        var taken = message switch
        {
            T answer => _source.TrySetResult(answer),
            Status.Failure failure => _source.TrySetException(failure.Cause ?? new TaskCanceledException("The actor answered with a failure")),
            _ => _source.TrySetException(
                new ArgumentException($"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (taken) End();
        else if (!_source.Task.IsCanceled) _system.DeadLetterSink.Publish(message, sender, this);
    }

    internal override void SendSystem(SystemMessage message)
    {
        if (message is Watch watch && !TryAdd(watch.Watcher)) watch.Watcher.SendSystem(new DeathNotice(this, existed: true));
        else if (message is Unwatch unwatch) Remove(unwatch.Watcher);
    }

    internal override void Stop()
    {
        if (_source.TrySetException(new ActorKilledException("Stopped"))) End();
    }

    private void TimeOut(TimeSpan limit)
    {
        if (_source.TrySetException(new AskTimeoutException($"Timeout after {limit}"))) End();
    }

    private void Cancel(CancellationToken token)
    {
        if (_source.TrySetCanceled(token)) End();
    }

    private bool TryAdd(ActorRefBase watcher)
    {
        lock (_source)
        {
            if (_source.Task.IsCompleted) return false;
            (_watchers ??= []).Add(watcher);
            return true;
        }
    }

    private void Remove(ActorRefBase watcher)
    {
        lock (_source) _watchers?.Remove(watcher);
    }

    private void End()
    {
        _timer?.Cancel();
        _cancellation.Unregister();
        HashSet<ActorRefBase>? watchers;
        lock (_source)
        {
            if (_path is not null) _system.UnregisterTemp(_path);
            (watchers, _watchers) = (_watchers, null);
        }
        if (watchers is null) return;
        foreach (var watcher in watchers) watcher.SendSystem(new DeathNotice(this, existed: true));
    }
}
