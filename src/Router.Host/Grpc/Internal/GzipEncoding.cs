using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Router.Host.Grpc.Internal;

/// <summary>The message encoding <c>gzip</c>.</summary>
internal static class GzipEncoding
{
    /// <summary>Smaller messages are not worth compressing.</summary>
    public const int MinBytes = 512;

    /// <summary>What gzip adds to the compressed bytes: ten before and eight after them.</summary>
    private const int Overhead = 18;

    /// <summary>Decompresses a message.</summary>
    /// <param name="payload">The compressed bytes.</param>
    /// <param name="maxBytes">Where decompressing stops: a small message may unpack to any size.</param>
    /// <returns>An array of the shared pool, to be given back by the caller, and how much of it the message fills.</returns>
    /// <exception cref="GrpcException">It is not gzip, or too large.</exception>
    public static (byte[] Rented, int Length) Decompress(in ReadOnlySequence<byte> payload, int maxBytes)
    {
        if (payload.Length < Overhead) throw Invalid();
        // One byte more than allowed tells "exactly at the bound" from "over it".
        var rented = ArrayPool<byte>.Shared.Rent((int)Math.Min(maxBytes + 1L, Math.Max(4096, payload.Length * 4)));
        var length = 0;
        try
        {
            using var gzip = new GZipStream(PipeReader.Create(payload).AsStream(), CompressionMode.Decompress);
            while (true)
            {
                var read = gzip.Read(rented, length, rented.Length - length);
                if (read == 0) break;
                length += read;
                if (length > maxBytes) throw TooLarge(maxBytes);
                if (length == rented.Length) Grow(ref rented, length);
            }
            // The stream takes an end that comes too early for an end.
            if (SizeIn(payload) != (uint)length) throw Invalid();
            return (rented, length);
        }
        catch (Exception error)
        {
            ArrayPool<byte>.Shared.Return(rented);
            if (error is InvalidDataException) throw Invalid(error);
            throw;
        }
    }

    /// <summary>Compresses a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="size">Its size in bytes.</param>
    public static ReadOnlySpan<byte> Compress(IMessage message, int size)
    {
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            message.WriteTo(rented.AsSpan(0, size));
            var compressed = new MemoryStream(capacity: Math.Max(64, size / 2));
            using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(rented, 0, size);
            return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The size before compression, which gzip puts last.</summary>
    private static uint SizeIn(in ReadOnlySequence<byte> payload)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        payload.Slice(payload.Length - size.Length).CopyTo(size);
        return BinaryPrimitives.ReadUInt32LittleEndian(size);
    }

    private static void Grow(ref byte[] rented, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        rented.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(rented);
        rented = larger;
    }

    private static GrpcException Invalid(Exception? cause = null) =>
        new(GrpcStatusCode.Internal, "a compressed message is not valid gzip", cause);

    private static GrpcException TooLarge(int maxBytes) => new(
        GrpcStatusCode.ResourceExhausted,
        $"the request message is larger than {maxBytes} bytes when decompressed; no more are allowed (router.grpc.max-message-bytes)");
}
