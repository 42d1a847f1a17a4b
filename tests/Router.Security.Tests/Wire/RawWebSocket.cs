using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Router.Security.Tests.Wire;

/// <summary>Kinds of frames (RFC 6455, section 5.2).</summary>
internal enum Opcode : byte
{
    Continuation,
    Text,
    Binary,
    Close = 8,
    Ping,
    Pong,
}

/// <summary>A WebSocket on which a test sends any frames.</summary>
internal sealed class RawWebSocket : IDisposable
{
    public const string Upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly NetworkStream _stream;

    private RawWebSocket(NetworkStream stream) => _stream = stream;

    /// <summary>Opens a session.</summary>
    public static async Task<RawWebSocket> OpenAsync(Uri server)
    {
        var stream = await RawHttp.ConnectAsync(server);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n{Upgrade}\r\n"));
        var head = new List<byte>();
        var next = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(next);
            head.Add(next[0]);
        }
        Assert.StartsWith("HTTP/1.1 101", Encoding.ASCII.GetString([.. head]), StringComparison.Ordinal);
        return new RawWebSocket(stream);
    }

    /// <param name="opcode">Any four bits.</param>
    /// <param name="payload">What follows the header, before it is masked.</param>
    /// <param name="isLast">Of its message.</param>
    /// <param name="isMasked">As a client must.</param>
    /// <param name="reserved">The three bits that extensions may use.</param>
    /// <param name="length">What the header says that follows, in 64 bits; null for the truth, in as few bits as are needed.</param>
    public static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload, bool isLast = true, bool isMasked = true, int reserved = 0, ulong? length = null)
    {
        ReadOnlySpan<byte> mask = [0x12, 0x34, 0x56, 0x78];
        var frame = new List<byte> { (byte)((isLast ? 0x80 : 0) | (reserved << 4) | (int)opcode) };
        frame.AddRange(Length(isMasked ? (byte)0x80 : (byte)0, payload.Length, length));
        if (isMasked) frame.AddRange(mask);
        for (var i = 0; i < payload.Length; i++) frame.Add(isMasked ? (byte)(payload[i] ^ mask[i % 4]) : payload[i]);
        return [.. frame];
    }

    public static byte[] Text(string text, bool isLast = true) => Frame(Opcode.Text, Encoding.UTF8.GetBytes(text), isLast);

    /// <summary>Sends frames, and reads to the end.</summary>
    /// <returns>The code of the server's close frame; <c>closed</c> when the connection ended without one.</returns>
    public async Task<string> SendAsync(IEnumerable<byte[]> frames)
    {
        var reading = ReadAsync();
        await StuffAsync(frames, Patience);
        return await reading.WaitAsync(Patience);
    }

    /// <summary>Sends without reading, until all is sent or nothing more is taken.</summary>
    /// <returns>Bytes that were taken.</returns>
    public async Task<long> StuffAsync(IEnumerable<byte[]> frames, TimeSpan patience)
    {
        var taken = 0L;
        try
        {
            foreach (var together in frames.Chunk(1000))
            {
                var bytes = together.SelectMany(frame => frame).ToArray();
                await _stream.WriteAsync(bytes).AsTask().WaitAsync(patience);
                taken += bytes.Length;
            }
        }
        catch (Exception refused) when (refused is IOException or TimeoutException)
        {
            // The server has closed the connection, or reads no further.
        }
        return taken;
    }

    /// <summary>Reads to the server's close frame, or to the end.</summary>
    public async Task<string> ReadAsync()
    {
        var header = new byte[2];
        try
        {
            while (await _stream.ReadAtLeastAsync(header, 2, throwOnEndOfStream: false) == 2)
            {
                var payload = new byte[await LengthAsync(header[1])];
                await _stream.ReadExactlyAsync(payload);
                if ((Opcode)(header[0] & 0xF) == Opcode.Close) return BinaryPrimitives.ReadUInt16BigEndian(payload).ToString(CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
            // It ended in the middle.
        }
        return "closed";
    }

    /// <summary>Waits for the end of the connection behind the close frame.</summary>
    /// <exception cref="IOException">It was reset: what was under way then may have been lost.</exception>
    public async Task EndsAsync() => Assert.Equal(0, await _stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));

    public void Dispose() => _stream.Dispose();

    private static byte[] Length(byte masked, int bytes, ulong? said)
    {
        var length = new byte[9];
        BinaryPrimitives.WriteUInt64BigEndian(length.AsSpan(1), said ?? (ulong)bytes);
        if (said is null && bytes < 126) return [(byte)(masked | bytes)];
        if (said is null && bytes <= ushort.MaxValue) return [(byte)(masked | 126), .. length[7..]];
        length[0] = (byte)(masked | 127);
        return length;
    }

    private async Task<int> LengthAsync(byte first)
    {
        if (first < 126) return first;
        var bytes = new byte[first == 126 ? 2 : 8];
        await _stream.ReadExactlyAsync(bytes);
        return first == 126 ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
