using System.Net;
using System.Net.Sockets;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host.Remoting;
using Router.Host.Tls;

namespace Router.Host.Tests.Remoting;

/// <summary>The port between nodes, over real sockets. Its clock stands still, so that no handshake runs out of time.</summary>
public sealed class TlsTransportTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<Socket> _strangers = [];
    private readonly List<TlsTransport> _transports = [];
    private readonly List<ActorSystem> _systems = [];
    private readonly Associations _associations = new();
    private NodeTls _tls = null!;
    private Address _address = null!;

    public async Task InitializeAsync()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("node");
        TestAuthority.Write(certificate, _directory["node.pem"], _directory["node.key"]);
        await File.WriteAllTextAsync(_directory["ca.pem"], authority.Pem);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _tls = NodeTls.Open(new NodeTlsSettings(_directory["node.pem"], _directory["node.key"], _directory["ca.pem"]), NullLogger.Instance, time);
        (_address, var listener) = await Open().Listen();
        listener.SetResult(_associations);
    }

    public async Task DisposeAsync()
    {
        foreach (var stranger in _strangers) stranger.Dispose();
        foreach (var transport in _transports) await transport.Shutdown();
        foreach (var system in _systems) await system.Terminate();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(200)]
    public async Task Silent_strangers_of_any_number_of_addresses_keep_no_node_out(int addresses)
    {
        for (var i = 0; i < 200; i++) await CallAsync(IPAddress.Parse($"127.0.1.{1 + (i % addresses)}"));

        await Open().Associate(_address);

        await _associations.Next;
    }

    [Fact]
    public async Task Whoever_of_an_address_is_silent_longest_makes_room_for_another_of_it()
    {
        var (other, own) = (await CallAsync(IPAddress.Parse("127.0.1.2")), IPAddress.Parse("127.0.1.1"));
        for (var i = 0; i <= Handshakes.MostOfAddress; i++) await CallAsync(own);

        Assert.Equal(0, await ReadAsync(_strangers[1]));

        // One after the other they are taken in: had any of these been let go, it was before the node.
        await Open().Associate(_address);
        Assert.All([other, .. _strangers[2..]], stranger => Assert.False(stranger.Poll(0, SelectMode.SelectRead)));
    }

    /// <summary>0 at the connection's end, however it comes.</summary>
    private static async Task<int> ReadAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    /// <summary>Connects, and says nothing.</summary>
    private async Task<Socket> CallAsync(IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _strangers.Add(socket);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, _address.Port!.Value);
        return socket;
    }

    private TlsTransport Open()
    {
        var system = ActorSystem.Create("router", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig("akka.loglevel = OFF"), _tls));
        _systems.Add(system);
        var config = ConfigurationFactory.ParseString(
            """
            hostname = "127.0.0.1"
            port = 0
            public-hostname = ""
            public-port = 0
            maximum-frame-size = 256KiB
            send-buffer-size = 64KiB
            receive-buffer-size = 64KiB
            connection-timeout = 1500ms
            """);
        var transport = new TlsTransport(system, config);
        _transports.Add(transport);
        return transport;
    }

    private sealed class Associations : IAssociationEventListener
    {
        private readonly TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Next => _next.Task;

        public void Notify(IAssociationEvent ev) => _next.TrySetResult();
    }
}
