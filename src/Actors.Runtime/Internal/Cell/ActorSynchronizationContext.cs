using System.Collections.Concurrent;

namespace Actors.Runtime.Internal;

/// <summary>Brings the continuations of an actor's awaits back to its cell, where they run between system messages.</summary>
internal sealed class ActorSynchronizationContext : SynchronizationContext
{
    private readonly ActorCell _cell;
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _continuations = new();
    private int _taskEnded;

    internal ActorSynchronizationContext(ActorCell cell)
    {
        _cell = cell;
        TaskEnded = () =>
        {
            Interlocked.Exchange(ref _taskEnded, 1);
            _cell.WakeForContinuation();
        };
    }

    /// <summary>To be called when the task of the running handler ends.</summary>
    internal Action TaskEnded { get; }

    internal bool HasWork => Volatile.Read(ref _taskEnded) != 0 || !_continuations.IsEmpty;

    public override void Post(SendOrPostCallback d, object? state)
    {
        _continuations.Enqueue((d, state));
        // ConcurrentQueue orders its writes but is no full fence, and the cell must be seen idle only after the item can be seen.
        Interlocked.MemoryBarrier();
        _cell.WakeForContinuation();
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (ActorCell.Current != _cell) throw new NotSupportedException("An actor's continuations cannot be waited for");
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    internal bool TakeTaskEnded() => Interlocked.Exchange(ref _taskEnded, 0) != 0;

    internal void RunAll()
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            while (_continuations.TryDequeue(out var next)) next.Callback(next.State);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
