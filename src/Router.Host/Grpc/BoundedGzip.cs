using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;
using Status = Grpc.Core.Status;

namespace Router.Host.Grpc;

/// <summary>The message encoding <c>gzip</c>, which never unpacks more than a message may have: a small one may unpack to any size.</summary>
/// <param name="maxBytes">Largest message, decompressed.</param>
internal sealed class BoundedGzip(int maxBytes) : ICompressionProvider
{
    /// <summary>The encoding's name.</summary>
    public const string Name = "gzip";

    /// <inheritdoc/>
    public string EncodingName => Name;

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream)
    {
        var compressed = new MemoryStream();
        stream.CopyTo(compressed);
        compressed.Position = 0;
        var message = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
            Span<byte> buffer = stackalloc byte[4096];
            while (gzip.Read(buffer) is > 0 and var read)
            {
                if (message.Length + read > maxBytes) throw new RpcException(Refusals.TooLarge(maxBytes));
                message.Write(buffer[..read]);
            }
        }
        catch (InvalidDataException error)
        {
            throw Invalid(error);
        }
        // The stream takes an end that comes too early for an end.
        if (SizeIn(compressed) != message.Length) throw Invalid();
        message.Position = 0;
        return message;
    }

    /// <summary>The size before compression, which gzip puts last; -1 when there is none.</summary>
    private static long SizeIn(MemoryStream compressed) =>
        compressed.Length < sizeof(uint) ? -1 : BinaryPrimitives.ReadUInt32LittleEndian(compressed.GetBuffer().AsSpan((int)compressed.Length - sizeof(uint)));

    private static RpcException Invalid(Exception? cause = null) =>
        new(new Status(StatusCode.Internal, "a compressed message is not valid gzip", cause));
}
