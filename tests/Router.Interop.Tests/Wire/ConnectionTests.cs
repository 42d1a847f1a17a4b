using System.Buffers.Binary;
using System.Net.Sockets;

namespace Router.Interop.Tests.Wire;

/// <summary>What the server says on a connection itself, frame by frame (RFC 9113).</summary>
public sealed class ConnectionTests
{
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const ushort MaxConcurrentStreams = 3;

    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_configured_number_of_streams_is_announced()
    {
        await using var server = await EchoServer.StartAsync(EchoServer.Settings with { MaxConcurrentStreams = 17 });
        await using var stream = await ConnectAsync(server.Address);
        var payload = await FrameAsync(stream, Settings);
        var values = payload!.Chunk(6).ToDictionary(
            entry => BinaryPrimitives.ReadUInt16BigEndian(entry), entry => BinaryPrimitives.ReadUInt32BigEndian(entry.AsSpan(2)));
        Assert.Equal(17u, values[MaxConcurrentStreams]);
    }

    [Fact]
    public async Task A_silent_connection_is_pinged_and_closed_when_it_does_not_answer()
    {
        await using var server = await EchoServer.StartAsync(
            EchoServer.Settings with { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveTimeout = TimeSpan.FromSeconds(1) });
        await using var stream = await ConnectAsync(server.Address);
        Assert.NotNull(await FrameAsync(stream, Ping).WaitAsync(Patience));
        Assert.NotNull(await FrameAsync(stream, GoAway).WaitAsync(Patience));
        Assert.Null(await FrameAsync(stream, Ping).WaitAsync(Patience));
    }

    private static async Task<NetworkStream> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(new byte[] { 0, 0, 0, Settings, 0, 0, 0, 0, 0 });
        return stream;
    }

    /// <summary>The payload of the next frame of a type; null when the connection ends before.</summary>
    private static async Task<byte[]?> FrameAsync(NetworkStream stream, byte type)
    {
        var header = new byte[9];
        while (true)
        {
            if (await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) < header.Length) return null;
            var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
            await stream.ReadExactlyAsync(payload);
            if (header[3] == type) return payload;
        }
    }
}
