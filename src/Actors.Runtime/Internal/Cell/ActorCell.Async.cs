namespace Actors.Runtime.Internal;

/// <content>Handlers that return a task: the cell handles no other message until the task ends.</content>
internal sealed partial class ActorCell
{
    private ActorSynchronizationContext? _asyncContext;
    private Task? _awaited;
    private Exception? _restartAfterAwait;

    /// <summary>Runs the first part of a handler; the rest follows whenever what it awaits is done.</summary>
    internal void RunTask<T>(Func<T, Task> handler, T message)
    {
        var context = _asyncContext ??= new ActorSynchronizationContext(this);
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        Task task;
        try
        {
            task = handler(message);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
        if (task.IsCompletedSuccessfully) return;
        if (task.IsCompleted)
        {
            task.GetAwaiter().GetResult();
            return;
        }
        _awaited = task;
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(context.TaskEnded);
    }

    internal void WakeForContinuation() => Schedule();

    private void RunContinuations(ActorSynchronizationContext context)
    {
        try
        {
            context.RunAll();
        }
        catch (Exception e)
        {
            Fail(e);
        }
        if (_awaited is not { IsCompleted: true } task || !context.TakeTaskEnded()) return;
        _awaited = null;
        var failure = task.IsFaulted ? task.Exception.InnerExceptions[0] : task.IsCanceled ? new TaskCanceledException(task) : null;
        if (_terminated)
        {
            if (failure is not null) SystemImpl.EventLog.Error(Self, failure, "A handler failed after its actor had stopped");
            ReleaseActor();
            return;
        }
        if (_restartAfterAwait is { } cause)
        {
            _restartAfterAwait = null;
            HandleSystemMessage(new Recreate(cause));
        }
        else if (failure is not null)
        {
            Fail(failure);
        }
        else
        {
            EndMessage();
        }
    }
}
