using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Remote.Transport;
using Router.Host.Tls;

namespace Router.Host.Remoting;

/// <summary>
/// Carries Akka.Remote over TLS with certificates on both sides. Akka.NET's own TLS ends the node that calls another one whose handshake fails, as when that one
/// is killed just then or has a wrong certificate (docs/decisions/0008-security.md).
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Transports have no Dispose: one that shuts down closes what it holds.")]
internal sealed class TlsTransport : Transport
{
    /// <summary>Its name in a configuration.</summary>
    public const string ClassName = "Router.Host.Remoting.TlsTransport, Router.Host";

    /// <summary>What addresses of nodes begin with that speak it.</summary>
    public const string Protocol = "akka.tls";

    private const string MadeRoom = "it had shown no certificate yet, and made room for another connection";

    private readonly NodeTls _tls;
    private readonly TimeSpan _timeout;
    private readonly Handshakes _handshakes = new();
    private readonly ConcurrentDictionary<TlsLink, bool> _links = [];
    private readonly CancellationTokenSource _stopped = new();
    private readonly TaskCompletionSource<IAssociationEventListener> _listener = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _socket;
    private Task _accepting = Task.CompletedTask;
    private Address? _own;
    private long _toldAt;

    /// <summary>Akka.Remote makes it so.</summary>
    /// <param name="system">The node's actor system, with a <see cref="NodeTls"/>.</param>
    /// <param name="config"><c>akka.remote.dot-netty.tcp</c>.</param>
    public TlsTransport(ActorSystem system, Config config)
    {
        (System, Config, SchemeIdentifier) = (system, config, "tls");
        MaximumPayloadBytes = SizeOf("maximum-frame-size") ?? throw new ArgumentException("maximum-frame-size is missing", nameof(config));
        _timeout = config.GetTimeSpan("connection-timeout");
        _tls = system.Settings.Setup.Get<NodeTls>().Value;
        _toldAt = _tls.Time.GetTimestamp() - _tls.Time.TimestampFrequency;
    }

    public override bool IsResponsibleFor(Address remote) => true;

    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var (host, port) = (Config.GetString("hostname"), Config.GetInt("port"));
        var (publicHost, publicPort) = (Config.GetString("public-hostname"), Config.GetInt("public-port"));
        var address = await ResolveAsync(host, _stopped.Token);
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(address, port));
        _socket.Listen();
        var bound = (IPEndPoint)_socket.LocalEndPoint!;
        _own = new Address(SchemeIdentifier, System.Name, publicHost is { Length: > 0 } ? publicHost : host, publicPort > 0 ? publicPort : bound.Port);
        _accepting = AcceptAsync(_socket);
        return (_own, _listener);
    }

    /// <exception cref="InvalidAssociationException">The node cannot be reached, or one of the two does not know the other.</exception>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        using var limit = new CancellationTokenSource(_timeout, _tls.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopped.Token);
        Socket? socket = null;
        SslStream? stream = null;
        try
        {
            var address = await ResolveAsync(remoteAddress.Host, either.Token);
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(address, remoteAddress.Port ?? 0), either.Token);
            stream = StreamOf(socket);
            await stream.AuthenticateAsClientAsync(_tls.AsClient(remoteAddress.Host), either.Token);
            return Open(stream, remoteAddress);
        }
        catch (Exception error) when (IsOfNetwork(error))
        {
            Close(socket, stream);
            throw new InvalidAssociationException($"{remoteAddress}: {(limit.IsCancellationRequested ? "no answer in time" : error.Message)}", error);
        }
    }

    public override async Task<bool> Shutdown()
    {
        await _stopped.CancelAsync();
        _socket?.Dispose();
        foreach (var link in _links.Keys) link.End();
        await Task.WhenAll([_accepting, .. _links.Keys.Select(link => link.Ended)]);
        return true;
    }

    private static bool IsOfNetwork(Exception error) => error is SocketException or IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException;

    private static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellationToken) => IPAddress.TryParse(host, out var address)
        ? address
        : await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken) is [var first, ..] ? first : throw new SocketException((int)SocketError.HostNotFound);

    private long? SizeOf(string key) => Config.GetByteSize(key, def: null);

    private SslStream StreamOf(Socket socket)
    {
        socket.NoDelay = true;
        socket.SendBufferSize = (int)(SizeOf("send-buffer-size") ?? socket.SendBufferSize);
        socket.ReceiveBufferSize = (int)(SizeOf("receive-buffer-size") ?? socket.ReceiveBufferSize);
        return new SslStream(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>At once: TLS holds memory that is not the collector's until its stream is closed.</summary>
    private static void Close(Socket? socket, SslStream? stream)
    {
        stream?.Dispose();
        socket?.Dispose();
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                var socket = await listening.AcceptAsync(_stopped.Token);
                _ = AdmitAsync(socket);
            }
            catch (Exception error) when (IsOfNetwork(error))
            {
                // Too many files are open, or the caller is gone already: those that come later may get in.
                await Task.Delay(TimeSpan.FromMilliseconds(100), _tls.Time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task AdmitAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(_timeout, _tls.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopped.Token);
        IPEndPoint? remote = null;
        SslStream? stream = null;
        try
        {
            remote = (IPEndPoint)socket.RemoteEndPoint!;
            _handshakes.Begin(socket, remote.Address)?.Dispose();
            stream = StreamOf(socket);
            await stream.AuthenticateAsServerAsync(_tls.AsServer(), either.Token);
            var listener = await _listener.Task.WaitAsync(either.Token);
            if (!_handshakes.End(socket)) throw new IOException(MadeRoom);
            listener.Notify(new InboundAssociation(Open(stream, new Address(SchemeIdentifier, System.Name, $"{remote.Address}", remote.Port))));
        }
        catch (Exception error) when (IsOfNetwork(error))
        {
            var reason = remote is null || _handshakes.End(socket) ? error.Message : MadeRoom;
            Close(socket, stream);
            Refuse(remote, reason);
        }
    }

    /// <summary>Counts who does not get in, and tells of one in a second: whoever reaches the port can fail as often as it likes.</summary>
    private void Refuse(EndPoint? from, string reason)
    {
        if (_stopped.IsCancellationRequested) return;
        RouterMetrics.Denied("node");
        var toldAt = Volatile.Read(ref _toldAt);
        if (_tls.Time.GetElapsedTime(toldAt) >= TimeSpan.FromSeconds(1) && Interlocked.CompareExchange(ref _toldAt, _tls.Time.GetTimestamp(), toldAt) == toldAt)
            LogMessages.NodeRefused(_tls.Logger, from, reason);
    }

    private TlsLink Open(SslStream stream, Address remote)
    {
        var link = new TlsLink(stream, _own!, remote, (int)MaximumPayloadBytes, _tls.Time);
        _links.TryAdd(link, value: true);
        if (_stopped.IsCancellationRequested) link.End();
        _ = ServeAsync(link);
        return link;
    }

    private async Task ServeAsync(TlsLink link)
    {
        await link.RunAsync();
        _links.TryRemove(link, out _);
    }
}
