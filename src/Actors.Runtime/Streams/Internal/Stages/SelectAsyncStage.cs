namespace Actors.Runtime.Streams.Internal;

/// <summary>
/// Turns each element into another one by a task. At most so many elements are inside at a time, whether their tasks still run or wait for
/// an earlier one or for demand. Results go out in the order of the elements; the first failure fails the stage at once.
/// </summary>
internal sealed class SelectAsyncStage<TIn, TOut>(GraphInterpreter graph, Link<TIn> upstream, int parallelism, Func<TIn, Task<TOut>> mapper)
    : FlowStage<TIn, TOut>(graph, upstream)
{
    private readonly BoundedDeque<Task<TOut>> _inside = new(parallelism);

    public override void OnPush()
    {
        var task = mapper(In.Grab());
        _inside.AddLast(task);
        if (task.IsCompleted) OnTaskEnded(task);
        else task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(new TaskEnded(this, task).PostObserved);
        if (!_inside.IsFull) In.Pull();
    }

    public override void OnPull() => PushFirst();

    public override void OnUpstreamFinish()
    {
        if (_inside.Count == 0) CompleteStage();
    }

    private void OnTaskEnded(Task<TOut> task)
    {
        if (TaskFailure.Of(task) is { } failure) FailStage(failure);
        else if (Out.IsDemanded) PushFirst();
    }

    private void PushFirst()
    {
        if (_inside.Count > 0 && _inside.First.IsCompletedSuccessfully) Out.Push(_inside.RemoveFirst().GetAwaiter().GetResult());
        if (_inside.Count == 0 && In.IsEnded) CompleteStage();
        else if (!_inside.IsFull) In.Pull();
    }

    private sealed class TaskEnded(SelectAsyncStage<TIn, TOut> stage, Task<TOut> task) : StageCall(stage)
    {
        internal override void Run() => stage.OnTaskEnded(task);

        /// <summary>A failure counts as observed even when the stage is no longer there to hear of it.</summary>
        internal void PostObserved()
        {
            _ = task.Exception;
            Post();
        }
    }
}
