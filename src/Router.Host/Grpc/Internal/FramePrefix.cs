using System.Buffers.Binary;

namespace Router.Host.Grpc.Internal;

/// <summary>
/// What stands before each message: a byte that says whether the message is compressed, and its length in four bytes, big endian.
/// </summary>
internal static class FramePrefix
{
    public const int Bytes = 5;

    /// <summary>Writes a prefix.</summary>
    /// <param name="prefix">At least <see cref="Bytes"/> long.</param>
    /// <param name="compressed">Whether the message is compressed.</param>
    /// <param name="length">Of the message as it is sent.</param>
    public static void Write(Span<byte> prefix, bool compressed, int length)
    {
        prefix[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)length);
    }
}
