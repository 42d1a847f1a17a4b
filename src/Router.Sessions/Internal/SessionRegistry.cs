using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>How many sessions are open on the node and of each client, and whether there is room for one more. Not thread-safe but for the count.</summary>
internal sealed class SessionRegistry(SessionSettings settings)
{
    private readonly Dictionary<string, int> _byClient = new(StringComparer.Ordinal);
    private volatile int _count;

    /// <summary>Sessions open; any thread may ask.</summary>
    public int Count => _count;

    /// <summary>Whether no further session is opened.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Takes a session in.</summary>
    /// <returns>Null, or why it is not taken.</returns>
    public RouteError? Open(string client)
    {
        if (IsDraining) return RouteError.Stopping;
        var ofClient = _byClient.GetValueOrDefault(client);
        if (_count >= settings.Max) return Full("this node", settings.Max, "router.sessions.max");
        if (ofClient >= settings.MaxPerClient) return Full("this client", settings.MaxPerClient, "router.sessions.max-per-client");
        _byClient[client] = ofClient + 1;
        _count++;
        SessionMetrics.Opened();
        return null;
    }

    /// <summary>A session is over.</summary>
    public void Close(string client)
    {
        if (--_byClient[client] == 0) _byClient.Remove(client);
        _count--;
        SessionMetrics.Ended();
    }

    private static RouteError Full(string who, int most, string key)
    {
        SessionMetrics.Refused(key);
        return new RouteError(
            ErrorCodes.ResourceExhausted, $"{who} has {most} sessions open; no more are allowed ({key})", RetryAfterMs: 1000);
    }
}
