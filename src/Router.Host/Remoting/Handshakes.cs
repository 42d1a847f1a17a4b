using System.Net;
using System.Net.Sockets;
using Router.Host.Listeners;

namespace Router.Host.Remoting;

/// <summary>
/// The connections whose callers have not shown yet that they are nodes. Where there is no room for one more, of all or of its address, the oldest makes room:
/// a node is through within milliseconds, and who stays silent keeps none out. Any number of threads may call it.
/// </summary>
internal sealed class Handshakes
{
    /// <summary>Of all: who is not known holds no more memory than these take.</summary>
    public const int Most = 64;

    /// <summary>Of one address: more than the nodes of one machine begin at once, and few enough that one address makes room for itself alone.</summary>
    public const int MostOfAddress = 16;

    private readonly Lock _lock = new();

    /// <summary>The oldest first.</summary>
    private readonly List<(Socket Socket, string Address)> _pending = [];

    /// <summary>Takes a connection in.</summary>
    /// <returns>The one that made room and is to be closed; null where there was room.</returns>
    public Socket? Begin(Socket socket, IPAddress address)
    {
        var name = RemoteAddress.NameOf(address);
        lock (_lock)
        {
            var first = _pending.Count(other => other.Address == name) >= MostOfAddress ? _pending.FindIndex(other => other.Address == name)
                : _pending.Count >= Most ? 0 : -1;
            var leaving = first >= 0 ? _pending[first].Socket : null;
            if (first >= 0) _pending.RemoveAt(first);
            _pending.Add((socket, name));
            return leaving;
        }
    }

    /// <summary>A handshake is over, however it went.</summary>
    /// <returns>Whether it had not made room before.</returns>
    public bool End(Socket socket)
    {
        lock (_lock) return _pending.RemoveAll(other => other.Socket == socket) > 0;
    }
}
