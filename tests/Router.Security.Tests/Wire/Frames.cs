using System.Buffers.Binary;

namespace Router.Security.Tests.Wire;

/// <summary>Types of frames (RFC 9113, section 6).</summary>
internal enum FrameType : byte
{
    Data,
    Headers,
    Priority,
    Reset,
    Settings,
    PushPromise,
    Ping,
    GoAway,
    WindowUpdate,
    Continuation,
}

/// <summary>Error codes (RFC 9113, section 7).</summary>
internal enum Http2Error : uint
{
    None,
    Protocol,
    Internal,
    FlowControl,
    SettingsTimeout,
    StreamClosed,
    FrameSize,
    RefusedStream,
    Cancel,
    Compression,
    Connect,
    EnhanceYourCalm,
    InadequateSecurity,
    Http11Required,
}

/// <summary>Frames of HTTP/2 byte by byte, right or wrong.</summary>
internal static class Frames
{
    public const byte EndStream = 0x1;
    public const byte Acknowledged = 0x1;
    public const byte EndHeaders = 0x4;
    public const byte Padded = 0x8;
    public const byte WithPriority = 0x20;

    /// <summary>The identifiers of settings.</summary>
    public const ushort HeaderTableSize = 1;
    public const ushort EnablePush = 2;
    public const ushort InitialWindowSize = 4;
    public const ushort MaxFrameSize = 5;

    /// <summary>RFC 9113, section 6.5.2: SETTINGS_MAX_FRAME_SIZE.</summary>
    private const int LargestFrame = 16_384;

    /// <summary>What a client says first.</summary>
    public static byte[] Preface { get; } = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    /// <param name="type">Any number.</param>
    /// <param name="flags">Any bits.</param>
    /// <param name="stream">Any 32 bits.</param>
    /// <param name="payload">What follows the header.</param>
    /// <param name="length">What the header says that follows; null for the truth.</param>
    public static byte[] Frame(FrameType type, byte flags, int stream, ReadOnlySpan<byte> payload, int? length = null)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, (length ?? payload.Length) << 8);
        (frame[3], frame[4]) = ((byte)type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public static byte[] Headers(int stream, ReadOnlySpan<byte> block, byte flags = EndHeaders) => Frame(FrameType.Headers, flags, stream, block);

    public static byte[] Continuation(int stream, ReadOnlySpan<byte> block, byte flags = 0) => Frame(FrameType.Continuation, flags, stream, block);

    /// <summary>A block of headers in as few frames as a server takes that has not asked for larger ones.</summary>
    public static IEnumerable<byte[]> AllHeaders(int stream, byte[] block, byte flags = 0)
    {
        for (var start = 0; start < block.Length; start += LargestFrame)
        {
            var piece = block.AsSpan(start, Math.Min(LargestFrame, block.Length - start)).ToArray();
            var last = start + piece.Length == block.Length ? EndHeaders : (byte)0;
            yield return start == 0 ? Headers(stream, piece, (byte)(last | flags)) : Continuation(stream, piece, last);
        }
    }

    public static byte[] Data(int stream, ReadOnlySpan<byte> bytes, byte flags = 0) => Frame(FrameType.Data, flags, stream, bytes);

    public static byte[] Reset(int stream, Http2Error error = Http2Error.Cancel) => Frame(FrameType.Reset, 0, stream, Number((uint)error));

    public static byte[] WindowUpdate(int stream, uint increment) => Frame(FrameType.WindowUpdate, 0, stream, Number(increment));

    public static byte[] Priority(int stream, int on) => Frame(FrameType.Priority, 0, stream, [.. Number((uint)on), 15]);

    public static byte[] Ping(long payload, byte flags = 0)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, payload);
        return Frame(FrameType.Ping, flags, 0, bytes);
    }

    public static byte[] GoAway(int last, Http2Error error) => Frame(FrameType.GoAway, 0, 0, [.. Number((uint)last), .. Number((uint)error)]);

    public static byte[] Settings(params (ushort Name, uint Value)[] values)
    {
        var payload = new byte[6 * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(6 * i), values[i].Name);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((6 * i) + 2), values[i].Value);
        }
        return Frame(FrameType.Settings, 0, 0, payload);
    }

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
