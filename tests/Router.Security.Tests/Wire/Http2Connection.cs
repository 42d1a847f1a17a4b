using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Router.Security.Tests.Wire;

/// <summary>What became of a connection after all that was sent on it.</summary>
/// <param name="End"><c>open</c> where it goes on; <c>closed</c> where it ended without a word; else what the server's GOAWAY says.</param>
/// <param name="Statuses">Of the streams that were answered, in terms of HTTP.</param>
/// <param name="Resets">Of the streams that the server reset, why.</param>
internal sealed record Outcome(string End, IReadOnlyDictionary<int, int> Statuses, IReadOnlyDictionary<int, Http2Error> Resets);

/// <summary>A connection over HTTP/2 on which a test sends any frames.</summary>
internal sealed class Http2Connection : IDisposable
{
    private const int Together = 64 * 1024;
    private const long Marker = 0x6d61726b65722121;

    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly NetworkStream _stream;
    private readonly Dictionary<int, int> _statuses = [];
    private readonly Dictionary<int, Http2Error> _resets = [];
    private bool _isPinged;

    private Http2Connection(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    /// <summary>Opens one without a word.</summary>
    public static async Task<Http2Connection> ConnectAsync(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        return new Http2Connection(socket);
    }

    /// <summary>Opens one and begins as a client does.</summary>
    public static async Task<Http2Connection> OpenAsync(Uri server)
    {
        var connection = await ConnectAsync(server);
        await connection._stream.WriteAsync(Frames.Preface.Concat(Frames.Settings()).ToArray());
        return connection;
    }

    /// <summary>Sends frames and then a ping, which a server answers that goes on with the connection.</summary>
    /// <param name="frames">What to send.</param>
    /// <param name="stream">One that is to be answered or reset as well; 0 for none.</param>
    public Task<Outcome> SendAsync(IEnumerable<byte[]> frames, int stream = 0) => SendAllAsync(
        frames.Append(Frames.Ping(Marker)), () => _isPinged && (stream == 0 || _statuses.ContainsKey(stream) || _resets.ContainsKey(stream)));

    /// <summary>Sends frames, and waits for the end of the connection.</summary>
    public Task<Outcome> SendToTheEndAsync(IEnumerable<byte[]> frames) => SendAllAsync(frames, () => false);

    /// <summary>Sends frames, and waits until the server has reset so many streams.</summary>
    public Task<Outcome> SendUntilResetAsync(IEnumerable<byte[]> frames, int streams) => SendAllAsync(frames, () => _resets.Count == streams);

    /// <summary>Sends without reading, until all is sent or nothing more is taken.</summary>
    /// <returns>Bytes that were taken.</returns>
    public async Task<long> StuffAsync(IEnumerable<byte[]> frames, TimeSpan patience)
    {
        var taken = 0L;
        try
        {
            foreach (var bytes in Join(frames))
            {
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

    public void Dispose() => _stream.Dispose();

    private async Task<Outcome> SendAllAsync(IEnumerable<byte[]> frames, Func<bool> isEnough)
    {
        _isPinged = false;
        var reading = ReadAsync(isEnough);
        await StuffAsync(frames, Patience);
        return new Outcome(await reading.WaitAsync(Patience), _statuses, _resets);
    }

    private static IEnumerable<byte[]> Join(IEnumerable<byte[]> frames)
    {
        var (buffer, length) = (new byte[Together], 0);
        foreach (var frame in frames)
        {
            if (length + frame.Length > Together && length > 0)
            {
                yield return buffer[..length];
                length = 0;
            }
            if (frame.Length > Together)
            {
                yield return frame;
                continue;
            }
            frame.CopyTo(buffer, length);
            length += frame.Length;
        }
        if (length > 0) yield return buffer[..length];
    }

    /// <summary>Reads to the end of the connection, or until what came is enough.</summary>
    private async Task<string> ReadAsync(Func<bool> isEnough)
    {
        var (header, end) = (new byte[9], "closed");
        try
        {
            while (await _stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) == header.Length)
            {
                var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8 & 0xFFFFFF];
                await _stream.ReadExactlyAsync(payload);
                var stream = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5));
                switch ((FrameType)header[3])
                {
                    case FrameType.Headers: _statuses.TryAdd(stream, StatusOf(payload)); break;
                    case FrameType.Reset: _resets[stream] = (Http2Error)BinaryPrimitives.ReadUInt32BigEndian(payload); break;
                    case FrameType.GoAway: end = $"{(Http2Error)BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(4))}"; break;
                    case FrameType.Ping: _isPinged |= header[4] == Frames.Acknowledged && BinaryPrimitives.ReadInt64BigEndian(payload) == Marker; break;
                }
                if (isEnough()) return "open";
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            // It ended in the middle.
        }
        return end;
    }

    /// <summary>The server sends the status first: as a field of the static table, or with its name from there.</summary>
    private static int StatusOf(ReadOnlySpan<byte> block)
    {
        // It may say before that the table has another size.
        if ((block[0] & 0xE0) == 0x20) block = block[1..];
        ReadOnlySpan<int> known = [200, 204, 206, 304, 400, 404, 500];
        if (block[0] >= 0x88) return known[block[0] - 0x88];
        return int.Parse(Encoding.ASCII.GetString(block.Slice(2, 3)), CultureInfo.InvariantCulture);
    }
}
