using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Remote.Transport;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host.Remoting;
using Router.Host.Tls;

namespace Router.Host.Tests.Remoting;

/// <summary>One end of a connection between nodes; the test has the other one.</summary>
public sealed class TlsLinkTests : IAsyncLifetime
{
    private const int MaxBytes = 256 * 1024;

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Events _events = new();
    private TlsLink _link = null!;
    private SslStream _other = null!;

    public async Task InitializeAsync()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("node");
        TestAuthority.Write(certificate, _directory["node.pem"], _directory["node.key"]);
        await File.WriteAllTextAsync(_directory["ca.pem"], authority.Pem);
        var tls = NodeTls.Open(new NodeTlsSettings(_directory["node.pem"], _directory["node.key"], _directory["ca.pem"]), NullLogger.Instance, TimeProvider.System);
        using var listening = new TcpListener(IPAddress.Loopback, 0);
        listening.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listening.LocalEndpoint);
        var own = new SslStream((await listening.AcceptTcpClientAsync()).GetStream());
        _other = new SslStream(client.GetStream());
        await Task.WhenAll(own.AuthenticateAsServerAsync(tls.AsServer()), _other.AuthenticateAsClientAsync(tls.AsClient("other")));
        _link = new TlsLink(own, new Address("tls", "router", "a", 1), new Address("tls", "router", "b", 2), MaxBytes, _time);
        _ = _link.RunAsync();
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        _link.End();
        await _link.Ended;
        _directory.Dispose();
    }

    [Fact]
    public async Task Messages_of_any_size_arrive_whole_and_in_order()
    {
        _link.ReadHandlerSource.SetResult(_events);
        int[] sizes = [0, 1, 3, 4, 5, 16383, 16384, 65535, 65536, MaxBytes, 7];
        foreach (var size in sizes)
        {
            await SendAsync(size, Content(size));
            Assert.Equal(Content(size), (await _events.NextAsync<InboundPayload>()).Payload.ToByteArray());
            Assert.True(_link.Write(ByteString.CopyFrom(Content(size))));
        }
        foreach (var size in sizes) Assert.Equal(Content(size), await ReceiveAsync());
    }

    [Fact]
    public async Task Nothing_is_read_before_somebody_listens()
    {
        await SendAsync(3, Content(3));
        Assert.True(_link.Write(ByteString.CopyFrom(1, 2)));
        Assert.Equal([1, 2], await ReceiveAsync());
        _link.ReadHandlerSource.SetResult(_events);
        Assert.Equal(Content(3), (await _events.NextAsync<InboundPayload>()).Payload.ToByteArray());
    }

    [Theory]
    [InlineData(MaxBytes + 1)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public async Task A_message_that_is_too_long_ends_the_connection(int length)
    {
        _link.ReadHandlerSource.SetResult(_events);
        await SendAsync(length, []);
        await _events.NextAsync<Disassociated>();
        Assert.Equal(0, await _other.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task When_the_other_node_is_gone_that_is_told()
    {
        _link.ReadHandlerSource.SetResult(_events);
        await _other.DisposeAsync();
        await _events.NextAsync<Disassociated>();
        await _link.Ended;
        Assert.False(_link.Write(ByteString.CopyFrom(1)));
    }

    [Fact]
    public async Task What_was_taken_before_the_end_is_sent()
    {
        _link.ReadHandlerSource.SetResult(_events);
        foreach (var size in new[] { 1000, 2000 }) Assert.True(_link.Write(ByteString.CopyFrom(Content(size))));
        _link.End();
        _link.End();

        Assert.False(_link.Write(ByteString.CopyFrom(1)));
        Assert.Equal(Content(1000), await ReceiveAsync());
        Assert.Equal(Content(2000), await ReceiveAsync());
        Assert.Equal(0, await _other.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_node_that_reads_nothing_is_written_to_within_a_bound_and_holds_up_no_end()
    {
        var (message, taken) = (ByteString.CopyFrom(new byte[MaxBytes]), 0);
        while (_link.Write(message)) taken++;
        // What the system holds for the connection is beside it.
        Assert.InRange(taken, 4, 256);
        _link.End();
        Assert.False(_link.Ended.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _link.Ended;
    }

    private static byte[] Content(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(i * 7))];

    private async Task SendAsync(int length, byte[] content) => await _other.WriteAsync((byte[])[.. BitConverter.GetBytes(length), .. content]);

    private async Task<byte[]> ReceiveAsync()
    {
        var header = new byte[4];
        await _other.ReadExactlyAsync(header);
        var content = new byte[BitConverter.ToInt32(header)];
        await _other.ReadExactlyAsync(content);
        return content;
    }

    private sealed class Events : IHandleEventListener
    {
        private readonly Channel<IHandleEvent> _events = Channel.CreateUnbounded<IHandleEvent>();

        public void Notify(IHandleEvent ev) => _events.Writer.TryWrite(ev);

        public async Task<T> NextAsync<T>() => Assert.IsType<T>(await _events.Reader.ReadAsync());
    }
}
