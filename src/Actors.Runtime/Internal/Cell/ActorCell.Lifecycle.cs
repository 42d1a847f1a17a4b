namespace Actors.Runtime.Internal;

/// <content>Creation, restart and stop.</content>
internal sealed partial class ActorCell
{
    private ActorBase? _actor;
    private Receive? _behavior;
    private Stack<Receive>? _behaviorsBelow;
    private StashImpl? _stash;
    private MessageDeque? _putBack;
    private TimerScheduler? _timers;
    private WaitingFor _waitingFor;
    private Exception? _restartCause;

    /// <summary>What a cell that handles no messages waits for its children to stop for.</summary>
    private enum WaitingFor
    {
        Nothing,
        Restart,
        Termination,
    }

    private void HandleSystemMessage(SystemMessage message)
    {
        if (_terminated)
        {
            if (message is Watch late) late.Watcher.SendSystem(new DeathNotice(_self, existed: true));
            return;
        }
        try
        {
            switch (message)
            {
                case Create: Start(); break;
                case Suspend: SuspendSelf(except: null); break;
                case Resume resume: ResumeSelf(resume.CausedBy); break;
                case Recreate recreate: BeginRestart(recreate.Cause); break;
                case Terminate: BeginTermination(); break;
                case Failed failed: HandleChildFailure(failed); break;
                case Watch watch: AddWatcher(watch.Watcher); break;
                case Unwatch unwatch: RemoveWatcher(unwatch.Watcher); break;
                case DeathNotice notice: HandleDeathNotice(notice); break;
                default: throw new InvalidOperationException($"No handling of {message.GetType()}");
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Start()
    {
        try
        {
            MakeActor();
            _actor!.DoPreStart();
        }
        catch (Exception e)
        {
            ReleaseActor();
            throw new ActorInitializationException(Self, $"Exception during creation: {e.Message}", e);
        }
    }

    private void MakeActor()
    {
        ReleaseActor();
        _actor = Props.NewActor();
        if (!ReferenceEquals(_actor.Cell, this)) throw new ActorInitializationException(Self, "Props made an actor that belongs elsewhere");
        _behavior ??= _actor.InitialBehavior;
        if (_actor is IWithTimers withTimers) withTimers.Timers = Timers;
        if (_actor is IWithStash or IWithUnboundedStash) StashInjector.Inject(_actor, Stash);
    }

    private void ReleaseActor()
    {
        _actor = null;
        _behavior = null;
        _behaviorsBelow = null;
        _message = null;
        _sender = null;
    }

    private void BeginRestart(Exception cause)
    {
        if (_waitingFor == WaitingFor.Termination) return;
        if (_waitingFor == WaitingFor.Restart || _restartAfterAwait is not null)
        {
            // A restart is under way; this one came with a suspension of its own.
            _suspended = Math.Max(0, _suspended - 1);
            return;
        }
        if (_awaited is not null)
        {
            // The handler that runs is let finish first; one instance at a time.
            _restartAfterAwait = cause;
            return;
        }
        try
        {
            _actor?.DoPreRestart(cause, _message);
        }
        catch (Exception e)
        {
            SystemImpl.EventLog.Error(Self, e, "PreRestart threw");
        }
        GiveUpTimersAndStash();
        _restartCause = cause;
        if (HasStoppingChildren) _waitingFor = WaitingFor.Restart;
        else FinishRestart();
    }

    private void FinishRestart()
    {
        var cause = _restartCause!;
        var survivors = Children();
        (_restartCause, _waitingFor) = (null, WaitingFor.Nothing);
        var first = _actor is null;
        _failed = false;
        _suspended = Math.Max(0, _suspended - 1);
        try
        {
            MakeActor();
            if (first) _actor!.DoPreStart();
            else _actor!.DoPostRestart(cause);
        }
        catch (Exception e)
        {
            ReleaseActor();
            throw first
                ? new ActorInitializationException(Self, $"Exception during creation: {e.Message}", e)
                : new PostRestartException(Self, e, cause);
        }
        foreach (var child in survivors) child.SendSystem(new Recreate(cause));
    }

    private void BeginTermination()
    {
        if (_waitingFor == WaitingFor.Termination) return;
        SetReceiveTimeout(null);
        lock (_childrenLock) _acceptsNoChildren = true;
        foreach (var child in Children()) Stop(child.Self);
        _waitingFor = WaitingFor.Termination;
        if (!HasStoppingChildren) FinishTermination();
    }

    private void FinishTermination()
    {
        try
        {
            _actor?.DoPostStop();
        }
        catch (Exception e)
        {
            SystemImpl.EventLog.Error(Self, e, "PostStop threw");
        }
        GiveUpTimersAndStash();
        SystemImpl.EventStream.Forget(_self);
        _terminated = true;
        var own = _dispatcher;
        _dispatcher = SystemImpl.DispatcherTable.Default;
        own.Detach();
        if (ParentCell is { } parent) parent.SendSystem(new DeathNotice(_self, existed: true));
        TellWatchers();
        UnwatchAll();
        if (_awaited is null) ReleaseActor();
        SystemImpl.OnTerminated(this);
    }

    /// <summary>No timer of this incarnation is delivered any more; what it had stashed goes back to the mailbox.</summary>
    private void GiveUpTimersAndStash()
    {
        _timers?.CancelAll();
        _stash?.UnstashAll();
    }
}
