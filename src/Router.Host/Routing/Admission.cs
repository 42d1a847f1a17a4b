using System.Runtime.InteropServices;
using Router.Contracts;

namespace Router.Host.Routing;

/// <summary>
/// Counts what is under way in queries for the backbone, which one text may be several of, and holds it under a limit. What finds no room is
/// refused at once, unless it comes through a window and so may wait. When little room is left, it is for callers who have less than their share of it, and so
/// it is with the room to wait.
/// Any number of threads may call it.
/// </summary>
/// <param name="limit">Most queries under way, at least 1.</param>
/// <param name="pace">How many may be under way so that each is answered soon; null for as many as the limit allows.</param>
internal sealed class Admission(int limit, Pace? pace = null)
{
    private readonly Lock _lock = new();

    /// <summary>Whose windows have texts that wait, each caller once: they take turns.</summary>
    private readonly Queue<Turn> _turns = [];
    private readonly Dictionary<string, Turn> _turnOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay;
    private int _waiting;
    private bool _draining;

    /// <summary>Queries under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Ends when nothing is under way any more and nothing more is let in.</summary>
    public Task Drained => _drained.Task;

    /// <summary>How many may wait, but for one list more: enough to keep the node at work, and no more memory than a few times what is under way takes.</summary>
    private int MostWaiting => 4 * limit;

    /// <summary>How many may be under way at the moment.</summary>
    private int Bound => pace?.Bound(limit) ?? limit;

    /// <summary>What a text would be refused for now; nothing is taken.</summary>
    /// <inheritdoc cref="TryEnter"/>
    public RefusalReason? Look(int weight, string caller, TimeSpan? left = null)
    {
        lock (_lock) return Refuse(weight, caller, left);
    }

    /// <summary>
    /// What a list of texts would be refused for now, before any of them is read; nothing is taken. The only list of a caller is not when its first text can be
    /// answered in time: its others wait up to their deadline, and get what the node can do until then. A further one has to be through in time.
    /// </summary>
    /// <param name="texts">How many there are, at least 1.</param>
    /// <param name="caller">Whose they are.</param>
    /// <param name="left">Their time.</param>
    public RefusalReason? LookForList(int texts, string caller, TimeSpan left)
    {
        lock (_lock)
        {
            var own = WaitingOf(caller);
            if (_waiting >= MostWaiting || own * (_turns.Count + 1L) >= MostWaiting) return RefusalReason.QueueFull;
            return pace is not null && pace.WaitBehind(_underWay + Ahead(own, texts)) > left ? RefusalReason.QueueFull : null;
        }
    }

    /// <summary>Lets a text in if there is room now.</summary>
    /// <param name="weight">How many queries it may become, at least 1.</param>
    /// <param name="caller">Whose it is.</param>
    /// <param name="left">Its time: one that is expected to wait longer is refused. Null for any.</param>
    /// <returns>Null when it is in, and must leave; or why it is not.</returns>
    public RefusalReason? TryEnter(int weight, string caller = "", TimeSpan? left = null)
    {
        lock (_lock)
        {
            if (Refuse(weight, caller, left) is { } reason) return reason;
            Enter(weight, caller);
            return null;
        }
    }

    /// <summary>A text that was let in has ended.</summary>
    public void Leave(int weight, string caller = "")
    {
        lock (_lock)
        {
            Uncount(weight, caller);
            LetIn();
            if (_draining && _underWay == 0) _drained.TrySetResult();
        }
    }

    /// <summary>How long a text took that was decided.</summary>
    /// <inheritdoc cref="Pace.Observe"/>
    public void Observe(int ahead, TimeSpan took)
    {
        lock (_lock) pace?.Observe(ahead, took);
    }

    /// <summary>How long what is under way is going to take.</summary>
    public TimeSpan ExpectedWait { get { lock (_lock) return pace?.WaitBehind(_underWay) ?? TimeSpan.Zero; } }

    /// <summary>How long what is under way and the lists of a caller are going to take.</summary>
    public TimeSpan ExpectedWaitOfList(string caller)
    {
        lock (_lock) return pace?.WaitBehind(_underWay + Ahead(WaitingOf(caller), texts: 0)) ?? TimeSpan.Zero;
    }

    /// <summary>Refuses every further text, and those that wait; those that are under way go on.</summary>
    public void BeginDrain()
    {
        lock (_lock)
        {
            _draining = true;
            foreach (var window in _turns.SelectMany(turn => turn.Windows))
            {
                while (window.Waiting.TryDequeue(out var text)) text.TrySetResult(RefusalReason.ShuttingDown);
                window.Weight = 0;
            }
            _waiting = 0;
            _turns.Clear();
            _turnOf.Clear();
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
            var turn = TurnOf(window.Caller);
            if (window.Waiting.Count == 1) turn.Windows.Enqueue(window);
            CountWaiting(turn, window, text.Weight);
            LetIn();
        }
    }

    /// <summary>Has a text wait no longer; those behind it may fit where it did not.</summary>
    /// <returns>Whether it still waited.</returns>
    internal bool GiveUp(AdmissionWindow window, WaitingText text)
    {
        lock (_lock)
        {
            if (!text.TrySetResult(RefusalReason.DeadlineExceeded)) return false;
            CountWaiting(_turnOf[window.Caller], window, -text.Weight);
            if (window.Weight == 0)
            {
                // Lists that come and give up while nothing is let in must not pile up: one text that is passed over keeps the window's place.
                window.Waiting.Clear();
                window.Waiting.Enqueue(text);
            }
            LetIn();
            return true;
        }
    }

    /// <summary>
    /// Lets texts that wait in, caller by caller and of each window by window, until the next one does not fit: were it passed over, light ones would keep
    /// it out for ever. One that would come too late is let go: what it would take is for those that will be in time.
    /// </summary>
    private void LetIn()
    {
        while (_turns.TryPeek(out var turn))
        {
            var window = turn.Windows.Peek();
            var text = window.Waiting.Peek();
            if (!text.Task.IsCompleted)
            {
                if (!HasRoomFor(text.Weight)) return;
                var late = pace is not null && pace.WaitBehind(_underWay) > window.LeftOf(text);
                CountWaiting(turn, window, -text.Weight);
                // Counted before it is told, as it may be at work before this thread goes on.
                if (!late) Enter(text.Weight, turn.Caller);
                text.SetResult(late ? RefusalReason.DeadlineExceeded : null);
            }
            window.Waiting.Dequeue();
            turn.Windows.Dequeue();
            if (window.Waiting.Count > 0) turn.Windows.Enqueue(window);
            _turns.Dequeue();
            if (turn.Windows.Count > 0) _turns.Enqueue(turn);
            else _turnOf.Remove(turn.Caller);
        }
    }

    private Turn TurnOf(string caller)
    {
        if (_turnOf.TryGetValue(caller, out var turn)) return turn;
        _turnOf.Add(caller, turn = new Turn(caller));
        _turns.Enqueue(turn);
        return turn;
    }

    private void CountWaiting(Turn turn, AdmissionWindow window, int weight)
    {
        _waiting += weight;
        turn.Weight += weight;
        window.Weight += weight;
    }

    private int WaitingOf(string caller) => _turnOf.TryGetValue(caller, out var turn) ? turn.Weight : 0;

    /// <summary>What is let in before the first text of a caller that has none waiting, or else before the last of its own and of further ones: callers take turns.</summary>
    private int Ahead(int own, int texts) => own == 0
        ? Math.Min(_waiting, _turns.Count)
        : (int)Math.Min((long)_waiting + texts, ((long)own + texts) * _turns.Count);

    private void Enter(int weight, string caller)
    {
        _underWay += weight;
        CollectionsMarshal.GetValueRefOrAddDefault(_held, caller, out _) += weight;
    }

    private void Uncount(int weight, string caller)
    {
        _underWay -= weight;
        ref var held = ref CollectionsMarshal.GetValueRefOrNullRef(_held, caller);
        if ((held -= weight) == 0) _held.Remove(caller);
    }

    private RefusalReason? Refuse(int weight, string caller, TimeSpan? left)
    {
        if (_draining) return RefusalReason.ShuttingDown;
        if (weight > Bound - _underWay || !IsDue(weight, caller)) return RefusalReason.QueueFull;
        return pace is not null && pace.WaitBehind(_underWay) > left ? RefusalReason.QueueFull : null;
    }

    /// <summary>
    /// The last eighth is for callers that have nothing under way, the one before it for those below their share; the node itself may have all.
    /// </summary>
    private bool IsDue(int weight, string caller)
    {
        var (bound, after) = (Bound, _underWay + weight);
        if (caller.Length == 0 || !_held.TryGetValue(caller, out var held)) return true;
        if (after > bound - (bound / 8)) return false;
        return after <= bound - (bound / 4) || held + weight <= bound / _held.Count;
    }

    /// <summary>Texts that may wait leave a quarter of the room to those that may not. Alone, one may take all the room.</summary>
    private bool HasRoomFor(int weight) => _underWay + weight <= Bound - (Bound / 4) || _underWay == 0;

    /// <summary>A caller's windows with texts that wait, each once: they take turns too.</summary>
    private sealed class Turn(string caller)
    {
        public string Caller => caller;

        /// <summary>What their texts weigh that have not given up.</summary>
        public int Weight { get; set; }

        public Queue<AdmissionWindow> Windows { get; } = [];
    }
}
