namespace Actors.Runtime.Internal;

/// <summary>Runs actors on the process's thread pool.</summary>
internal sealed class ThreadPoolDispatcher(string id, int throughput) : MessageDispatcher(id, throughput)
{
    internal override bool OthersWait => ThreadPool.PendingWorkItemCount > 0;

    /// <summary>
    /// An actor woken by a thread of the pool goes to that thread's local queue, where its message is still in the cache; an idle
    /// thread may steal it from there. One that has used up its throughput goes behind all others.
    /// </summary>
    internal override void Execute(ActorCell cell, bool fair) => ThreadPool.UnsafeQueueUserWorkItem(cell, preferLocal: !fair);
}

/// <summary>Runs an actor on the thread that tells it a message; for tests.</summary>
internal sealed class CallingThreadDispatcher(string id) : MessageDispatcher(id, int.MaxValue)
{
    internal override bool OthersWait => false;

    internal override void Execute(ActorCell cell, bool fair) => cell.Execute();
}
