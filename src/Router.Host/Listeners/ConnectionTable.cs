using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Router.Host.Listeners;

/// <summary>
/// The open connections of one listener. When there is no room for one more, of all or of its address, the one that has been without a call longest
/// makes room: connections that stay silent shut nobody out. WebSockets count as long as they are open. Any number of threads may call it.
/// </summary>
/// <param name="settings">Bounds.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectionTable(ConnectionSettings settings, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<OpenConnection> _open = [];
    private readonly Dictionary<string, int> _byAddress = new(StringComparer.Ordinal);

    /// <summary>Connections open.</summary>
    public int Count { get { lock (_lock) return _open.Count; } }

    /// <summary>Serves a connection to its end, if there is room for it.</summary>
    public async Task ServeAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var connection = new OpenConnection(context, RemoteAddress.NameOf((context.RemoteEndPoint as IPEndPoint)?.Address), settings, time);
        if (!TryAdd(connection))
        {
            RouterMetrics.Denied("connections");
            context.Abort(new ConnectionAbortedException("too many connections"));
            return;
        }
        context.Features.Set(connection);
        try
        {
            connection.StartClock();
            await next(context);
        }
        finally
        {
            Remove(connection);
            connection.Dispose();
        }
    }

    private bool TryAdd(OpenConnection connection)
    {
        lock (_lock)
        {
            var ofAddress = _byAddress.GetValueOrDefault(connection.Address);
            if (ofAddress >= settings.MaxPerAddress && !MakeRoom(connection.Address)) return false;
            if (_open.Count >= settings.Max && !MakeRoom(address: null)) return false;
            _open.Add(connection);
            _byAddress[connection.Address] = _byAddress.GetValueOrDefault(connection.Address) + 1;
            return true;
        }
    }

    /// <summary>Lets the connection go that has been without a call longest, one that never had any first, and none that was answered a moment ago.</summary>
    private bool MakeRoom(string? address)
    {
        OpenConnection? idlest = null;
        foreach (var connection in _open)
        {
            if (connection.MayGo && (address is null || connection.Address == address) && (idlest is null || connection.IsIdlerThan(idlest))) idlest = connection;
        }
        if (idlest is null) return false;
        RouterMetrics.Denied("connections");
        Remove(idlest);
        idlest.Abort();
        return true;
    }

    private void Remove(OpenConnection connection)
    {
        lock (_lock)
        {
            if (!_open.Remove(connection)) return;
            if (--_byAddress[connection.Address] == 0) _byAddress.Remove(connection.Address);
        }
    }
}
