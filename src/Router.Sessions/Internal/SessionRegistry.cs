using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>How many sessions are open on the node and of each client, and whether there is room for one more. Not thread-safe but for the count.</summary>
internal sealed class SessionRegistry(SessionSettings settings)
{
    private readonly Dictionary<string, int> _byCaller = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Caller, string Client), int> _byClient = [];
    private volatile int _count;

    /// <summary>Sessions open; any thread may ask.</summary>
    public int Count => _count;

    /// <summary>Whether no further session is opened.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Takes a session in.</summary>
    /// <param name="caller">Who opens it: the client's key, token or address.</param>
    /// <param name="client">The client that it names; "" for none. Names cost nothing, so that those of different callers have nothing to do with each other.</param>
    /// <returns>Null, or why it is not taken.</returns>
    public RouteError? Open(string caller, string client)
    {
        if (IsDraining) return RouteError.Stopping;
        var ofCaller = _byCaller.GetValueOrDefault(caller);
        var ofClient = _byClient.GetValueOrDefault((caller, client));
        if (_count >= settings.Max) return Full("this node", settings.Max, "router.sessions.max");
        if (ofCaller >= settings.MaxPerCaller) return Full("this caller", settings.MaxPerCaller, "router.sessions.max-per-caller");
        if (client.Length > 0 && ofClient >= settings.MaxPerClient) return Full("this client", settings.MaxPerClient, "router.sessions.max-per-client");
        _byCaller[caller] = ofCaller + 1;
        _byClient[(caller, client)] = ofClient + 1;
        _count++;
        SessionMetrics.Opened();
        return null;
    }

    /// <summary>A session is over.</summary>
    public void Close(string caller, string client)
    {
        if (--_byCaller[caller] == 0) _byCaller.Remove(caller);
        if (--_byClient[(caller, client)] == 0) _byClient.Remove((caller, client));
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
