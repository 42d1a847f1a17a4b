namespace Actors.Runtime.Streams.Internal;

/// <summary>What a kill switch and the stages that obey it share; used by any thread. Stages that have stopped are forgotten.</summary>
internal sealed class KillSignal
{
    private readonly Lock _lock = new();
    private HashSet<StageCall>? _calls;
    private bool _sent;

    /// <summary>Why streams are to fail; null when they are to complete. Final once the signal was sent.</summary>
    internal Exception? Cause { get; private set; }

    /// <summary>How many streams wait for the signal.</summary>
    internal int Streams
    {
        get
        {
            lock (_lock) return _calls?.Count ?? 0;
        }
    }

    /// <summary>Tells all stages; only the first time counts.</summary>
    internal void Send(Exception? cause)
    {
        HashSet<StageCall>? calls;
        lock (_lock)
        {
            if (_sent) return;
            (_sent, Cause, calls, _calls) = (true, cause, _calls, null);
        }
        foreach (var call in calls ?? []) call.Post();
    }

    /// <summary>Has a call posted with the signal; false when that was sent already.</summary>
    internal bool TryAdd(StageCall call)
    {
        lock (_lock) return !_sent && (_calls ??= []).Add(call);
    }

    internal void Remove(StageCall call)
    {
        lock (_lock) _calls?.Remove(call);
    }
}
