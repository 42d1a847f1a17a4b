using System.Net;
using System.Net.Sockets;

namespace Router.Tools;

/// <summary>Ports of this machine that nobody listens on.</summary>
internal static class FreePorts
{
    /// <summary>Finds some, all different.</summary>
    public static int[] Find(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                listeners.Add(new TcpListener(IPAddress.Loopback, 0));
                listeners[i].Start();
            }
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }
}
