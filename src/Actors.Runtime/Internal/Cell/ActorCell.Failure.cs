namespace Actors.Runtime.Internal;

/// <content>Failure of the actor itself and of its children.</content>
internal sealed partial class ActorCell
{
    private bool _failed;

    /// <summary>The child whose failure this actor escalated and which waits for the same decision.</summary>
    private ActorCell? _perpetrator;

    /// <summary>Restarts granted to this child in the current window; belongs to the parent.</summary>
    internal int RestartCount { get; set; }

    /// <summary>When the current window began, on the scheduler's monotonic clock; belongs to the parent.</summary>
    internal TimeSpan? RestartWindowStart { get; set; }

    internal void Resume(Exception? causedBy) => SendSystem(new Resume(causedBy));

    internal void Restart(Exception cause, bool suspendFirst)
    {
        if (suspendFirst) SendSystem(new Suspend());
        SendSystem(new Recreate(cause));
    }

    /// <summary>Stops handling messages and asks the parent what to do.</summary>
    private void Fail(Exception cause) => Fail(cause, perpetrator: null);

    private void Fail(Exception cause, ActorCell? perpetrator)
    {
        if (_terminated || _failed)
        {
            SystemImpl.EventLog.Error(Self, cause, "Failed while a failure was being handled");
            return;
        }
        _failed = true;
        SuspendSelf(except: perpetrator);
        if (ParentCell is { } parent) parent.SendSystem(new Failed(this, cause));
        else SystemImpl.OnRootFailed(cause);
    }

    private void SuspendSelf(ActorCell? except)
    {
        _suspended++;
        foreach (var child in Children())
        {
            if (!ReferenceEquals(child, except)) child.SendSystem(new Suspend());
        }
    }

    private void ResumeSelf(Exception? causedBy)
    {
        if (_actor is null && _waitingFor == WaitingFor.Nothing && causedBy is not null)
        {
            BeginRestart(causedBy);
            return;
        }
        _suspended = Math.Max(0, _suspended - 1);
        var perpetrator = _perpetrator;
        if (causedBy is not null)
        {
            _failed = false;
            _perpetrator = null;
            if (_awaited is null) EndMessage();
        }
        foreach (var child in Children()) child.Resume(ReferenceEquals(child, perpetrator) ? causedBy : null);
    }

    private void HandleChildFailure(Failed failed)
    {
        if (!IsChild(failed.Child)) return;
        try
        {
            var strategy = _actor?.StrategyForChildren ?? SupervisorStrategy.DefaultStrategy;
            if (strategy.HandleFailure(this, failed.Child, failed.Cause)) return;
        }
        catch (Exception e)
        {
            _perpetrator = failed.Child;
            Fail(e, failed.Child);
            return;
        }
        _perpetrator = failed.Child;
        Fail(failed.Cause, failed.Child);
    }
}
