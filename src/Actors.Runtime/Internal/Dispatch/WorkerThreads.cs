using System.Collections.Concurrent;
using System.Globalization;

namespace Actors.Runtime.Internal;

/// <summary>Threads that take work from one queue in order until told that no more comes.</summary>
internal sealed class WorkerThreads
{
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _work = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly int _count;
    private volatile bool _completed;

    internal WorkerThreads(string name, int count, bool background)
    {
        _count = count;
        for (var i = 0; i < count; i++)
        {
            new Thread(Run)
            {
                Name = count == 1 ? name : name + "-" + (i + 1).ToString(CultureInfo.InvariantCulture),
                IsBackground = background,
            }.Start();
        }
    }

    internal bool HasWork => !_work.IsEmpty;

    /// <summary>Adds work. What comes after <see cref="Complete"/> runs on the thread pool: it can only be what a dead actor still gets.</summary>
    internal void Enqueue(IThreadPoolWorkItem item)
    {
        if (_completed)
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
            return;
        }
        _work.Enqueue(item);
        _available.Release();
    }

    /// <summary>Ends the threads once the queue is empty.</summary>
    internal void Complete()
    {
        if (_completed) return;
        _completed = true;
        _available.Release(_count);
    }

    private void Run()
    {
        while (true)
        {
            _available.Wait();
            if (_work.TryDequeue(out var item)) item.Execute();
            else if (_completed) return;
        }
    }
}
