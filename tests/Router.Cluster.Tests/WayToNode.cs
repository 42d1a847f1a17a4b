using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Router.Cluster.Tests;

/// <summary>
/// The way of others to a node: a socket of its own, which carries what its connections say. While it is cut nothing gets through and nothing breaks, as in a network that loses packets;
/// nor does who calls. Linux drops calls while as many wait to be accepted as may, and who calls repeats that each second.
/// </summary>
internal sealed class WayToNode : IAsyncDisposable
{
    private readonly Socket _listening = NewSocket();
    private readonly ConcurrentBag<Socket> _connections = [];
    private readonly ConcurrentBag<Task> _carried = [];
    private CancellationTokenSource _cut = new();
    private TaskCompletionSource _healed = new();
    private Socket? _waiting;
    private Task _accepting;
    private int _node;

    public WayToNode()
    {
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        // One may wait.
        _listening.Listen(0);
        _healed.SetResult();
        _accepting = AcceptAsync(_cut.Token);
    }

    /// <summary>The port at which others reach the node.</summary>
    public int Port => ((IPEndPoint)_listening.LocalEndPoint!).Port;

    /// <summary>Who calls from now on gets to the node at this port.</summary>
    public void LeadTo(int node) => _node = node;

    /// <summary>From now on nothing gets through.</summary>
    public async Task CutAsync()
    {
        _healed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _cut.CancelAsync();
        await _accepting;
        _waiting = NewSocket();
        await _waiting.ConnectAsync(IPAddress.Loopback, Port);
    }

    /// <summary>What comes from now on gets through.</summary>
    public async Task HealAsync()
    {
        _waiting!.Dispose();
        (await _listening.AcceptAsync()).Dispose();
        _cut = new CancellationTokenSource();
        _accepting = AcceptAsync(_cut.Token);
        _healed.SetResult();
    }

    /// <summary>All connections break.</summary>
    public void Break()
    {
        while (_connections.TryTake(out var connection)) connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _cut.CancelAsync();
        await _accepting;
        _healed.TrySetResult();
        Break();
        await Task.WhenAll(_carried);
        _waiting?.Dispose();
        _listening.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private async Task AcceptAsync(CancellationToken cut)
    {
        while (!cut.IsCancellationRequested)
        {
            try
            {
                _carried.Add(CarryAsync(await _listening.AcceptAsync(cut)));
            }
            catch (OperationCanceledException)
            {
                // It is cut.
            }
        }
    }

    private async Task CarryAsync(Socket caller)
    {
        using var node = NewSocket();
        using var _ = caller;
        _connections.Add(caller);
        _connections.Add(node);
        try
        {
            await node.ConnectAsync(IPAddress.Loopback, _node);
            (caller.NoDelay, node.NoDelay) = (true, true);
            await Task.WhenAny(CarryAsync(caller, node), CarryAsync(node, caller));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // The node is not there.
        }
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var bytes = new byte[64 * 1024];
        try
        {
            for (int count; (count = await from.ReceiveAsync(bytes)) > 0;)
            {
                await _healed.Task;
                for (var sent = 0; sent < count;) sent += await to.SendAsync(bytes.AsMemory(sent, count - sent));
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // One of the two ended it without a word.
        }
        // Nor is anyone told of the end while it is cut.
        await _healed.Task;
    }
}
