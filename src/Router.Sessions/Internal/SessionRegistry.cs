using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>The sessions that are open, counted by client. Any number of threads may call it.</summary>
internal sealed class SessionRegistry(SessionSettings settings)
{
    private readonly Lock _lock = new();
    private readonly HashSet<SessionRun> _open = [];
    private readonly Dictionary<string, int> _byClient = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _draining;

    /// <summary>Sessions open.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _open.Count;
        }
    }

    /// <summary>Takes a session in until the lease is disposed.</summary>
    /// <exception cref="SessionEndedException">There is no room for it.</exception>
    public IDisposable Open(string client, SessionRun run)
    {
        lock (_lock)
        {
            if (_draining) throw new SessionEndedException(RouteError.Stopping);
            var ofClient = _byClient.GetValueOrDefault(client);
            if (_open.Count >= settings.Max) throw Full("this node", settings.Max, "router.sessions.max");
            if (ofClient >= settings.MaxPerClient) throw Full("this client", settings.MaxPerClient, "router.sessions.max-per-client");
            _open.Add(run);
            _byClient[client] = ofClient + 1;
        }
        SessionMetrics.Opened();
        return new Lease(this, client, run);
    }

    /// <summary>Opens no further session, tells those that are open, and waits for their end.</summary>
    /// <returns>How many are left.</returns>
    public async Task<int> DrainAsync(TimeSpan timeout, TimeProvider time)
    {
        lock (_lock)
        {
            _draining = true;
            foreach (var run in _open) run.Drain();
            if (_open.Count == 0) _empty.TrySetResult();
        }
        try
        {
            await _empty.Task.WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            // What is left is the caller's to report; it is cut off with its connection.
        }
        return Count;
    }

    private void Close(string client, SessionRun run)
    {
        lock (_lock)
        {
            if (!_open.Remove(run)) return;
            if (--_byClient[client] == 0) _byClient.Remove(client);
            if (_draining && _open.Count == 0) _empty.TrySetResult();
        }
        SessionMetrics.Ended();
    }

    private static SessionEndedException Full(string who, int most, string key)
    {
        SessionMetrics.Refused(key);
        return new SessionEndedException(new RouteError(
            ErrorCodes.ResourceExhausted, $"{who} has {most} sessions open; no more are allowed ({key})", RetryAfterMs: 1000));
    }

    private sealed class Lease(SessionRegistry registry, string client, SessionRun run) : IDisposable
    {
        public void Dispose() => registry.Close(client, run);
    }
}
