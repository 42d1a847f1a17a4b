namespace Actors.Runtime.Internal;

/// <summary>Runs actors on the process's thread pool.</summary>
internal sealed class ThreadPoolDispatcher(string id, int throughput) : MessageDispatcher(id, throughput)
{
    /// <summary>
    /// An actor woken by another one goes to the waker's local queue, where its message is still in the cache; an idle thread may
    /// steal it from there.
    /// </summary>
    internal override void Execute(ActorCell cell, bool fair) =>
        ThreadPool.UnsafeQueueUserWorkItem(cell, preferLocal: !fair && ActorCell.Current is not null);
}

/// <summary>Runs an actor on the thread that tells it a message; for tests.</summary>
internal sealed class CallingThreadDispatcher(string id) : MessageDispatcher(id, int.MaxValue)
{
    internal override void Execute(ActorCell cell, bool fair) => cell.Execute();
}
