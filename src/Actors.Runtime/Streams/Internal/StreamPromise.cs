namespace Actors.Runtime.Streams.Internal;

/// <summary>The task by which a stage tells how it ended. Nobody need look at it: its failure counts as observed.</summary>
internal sealed class StreamPromise<T>
{
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<T> Task => _source.Task;

    internal void Succeed(T value) => _source.TrySetResult(value);

    internal void Fail(Exception cause)
    {
        _source.TrySetException(cause);
        _ = _source.Task.Exception;
    }
}

/// <summary>Reads tasks that have failed.</summary>
internal static class TaskFailure
{
    /// <summary>What a task that did not succeed failed with; observed from now on. Null for one that succeeded.</summary>
    internal static Exception? Of(Task task)
    {
        if (task.IsCanceled) return new TaskCanceledException(task);
        return task.Exception is { } all ? all.InnerExceptions.Count == 1 ? all.InnerExceptions[0] : all : null;
    }
}
