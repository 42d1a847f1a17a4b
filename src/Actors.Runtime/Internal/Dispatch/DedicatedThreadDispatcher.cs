namespace Actors.Runtime.Internal;

/// <summary>Runs actors on a fixed number of threads of its own, and on no others.</summary>
internal sealed class DedicatedThreadDispatcher : MessageDispatcher
{
    private readonly WorkerThreads _threads;

    internal DedicatedThreadDispatcher(string id, int throughput, string name, int threads, bool background)
        : base(id, throughput) => _threads = new WorkerThreads(name, threads, background);

    internal override bool OthersWait => _threads.HasWork;

    internal override void Execute(ActorCell cell, bool fair) => _threads.Enqueue(cell);

    internal override void Shutdown() => _threads.Complete();
}

/// <summary>Gives each actor one thread that nothing else uses, from its start to its stop.</summary>
internal sealed class PinnedDispatcher(string id, int throughput, string systemName) : MessageDispatcher(id, throughput)
{
    internal override bool OthersWait => false;

    internal override void Execute(ActorCell cell, bool fair) => throw new InvalidOperationException("Each actor has a thread of its own");

    internal override MessageDispatcher Attach(ActorCell cell) =>
        new OneActorDispatcher(Id, Throughput, $"{systemName}-{Id}-{cell.Self.Path.Name}");

    private sealed class OneActorDispatcher : MessageDispatcher
    {
        private readonly WorkerThreads _thread;

        internal OneActorDispatcher(string id, int throughput, string name)
            : base(id, throughput) => _thread = new WorkerThreads(name, 1, background: true);

        internal override bool OthersWait => false;

        internal override void Execute(ActorCell cell, bool fair) => _thread.Enqueue(cell);

        internal override void Detach() => _thread.Complete();
    }
}
