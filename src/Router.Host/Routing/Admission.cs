using Router.Contracts;

namespace Router.Host.Routing;

/// <summary>
/// Counts what is under way in queries for the backbone, which one text may be several of, and holds it under a limit. What finds no room is
/// refused at once, unless it comes through a window and so may wait. Any number of threads may call it.
/// </summary>
/// <param name="limit">Most queries under way, at least 1.</param>
internal sealed class Admission(int limit)
{
    /// <summary>Texts that may wait leave a quarter of the room to those that may not.</summary>
    private readonly int _limitOfWindows = limit - (limit / 4);

    private readonly Lock _lock = new();

    /// <summary>The windows with texts that wait, each once: they take turns.</summary>
    private readonly Queue<AdmissionWindow> _windows = [];

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay;
    private bool _draining;

    /// <summary>Queries under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Ends when nothing is under way any more and nothing more is let in.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Lets a text in if there is room now.</summary>
    /// <param name="weight">How many queries it may become, at least 1.</param>
    /// <returns>Null when it is in, and must leave; or why it is not.</returns>
    public RefusalReason? TryEnter(int weight)
    {
        lock (_lock)
        {
            if (_draining) return RefusalReason.ShuttingDown;
            if (weight > limit - _underWay) return RefusalReason.QueueFull;
            _underWay += weight;
            return null;
        }
    }

    /// <summary>A text that was let in has ended.</summary>
    public void Leave(int weight)
    {
        lock (_lock)
        {
            _underWay -= weight;
            LetIn();
            if (_draining && _underWay == 0) _drained.TrySetResult();
        }
    }

    /// <summary>Refuses every further text, and those that wait; those that are under way go on.</summary>
    public void BeginDrain()
    {
        lock (_lock)
        {
            _draining = true;
            foreach (var window in _windows)
            {
                while (window.Waiting.TryDequeue(out var text)) text.TrySetResult(RefusalReason.ShuttingDown);
            }
            _windows.Clear();
            if (_underWay == 0) _drained.TrySetResult();
        }
    }

    /// <summary>Puts a text behind those of its window that wait. Its result tells when it is in, as <see cref="TryEnter"/> does.</summary>
    internal void Wait(AdmissionWindow window, WaitingText text)
    {
        lock (_lock)
        {
            if (_draining || text.Weight > limit)
            {
                text.TrySetResult(_draining ? RefusalReason.ShuttingDown : RefusalReason.QueueFull);
                return;
            }
            window.Waiting.Enqueue(text);
            if (window.Waiting.Count == 1) _windows.Enqueue(window);
            LetIn();
        }
    }

    /// <summary>A text that waited has given up; those behind it may fit where it did not.</summary>
    internal void GaveUp()
    {
        lock (_lock) LetIn();
    }

    /// <summary>
    /// Lets texts that wait in, window by window, until the next one does not fit: were it passed over, light ones would keep it out for ever.
    /// </summary>
    private void LetIn()
    {
        while (_windows.TryPeek(out var window))
        {
            var text = window.Waiting.Peek();
            if (!text.Task.IsCompleted)
            {
                if (!HasRoomFor(text.Weight)) return;
                if (text.TrySetResult(null)) _underWay += text.Weight;
            }
            window.Waiting.Dequeue();
            _windows.Dequeue();
            if (window.Waiting.Count > 0) _windows.Enqueue(window);
        }
    }

    /// <summary>Alone, a text may take all the room.</summary>
    private bool HasRoomFor(int weight) => _underWay + weight <= _limitOfWindows || _underWay == 0;
}
