using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Router.Contracts;

namespace Router.Host.Grpc.Internal;

/// <summary>Reads length-prefixed messages: a <see cref="FramePrefix"/> and the message.</summary>
/// <param name="body">The body of a request or a response.</param>
/// <param name="origin">Which of the two.</param>
/// <param name="maxBytes">Largest message, decompressed.</param>
/// <param name="gzip">Whether messages may be compressed: the other side sent <c>grpc-encoding: gzip</c>.</param>
/// <param name="gone">Told when the other side turns out to be gone; gives what the reading ends with.</param>
internal sealed class FrameReader(PipeReader body, FrameOrigin origin, int maxBytes, bool gzip, Func<IOException, Exception> gone)
{
    private bool _enumerated;

    /// <summary>Reads the next message; null when the other side has sent its last.</summary>
    /// <exception cref="GrpcException">The bytes are not a message, or it is too large.</exception>
    /// <exception cref="OperationCanceledException">The call is cancelled.</exception>
    public async ValueTask<T?> ReadAsync<T>(MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        while (true)
        {
            var result = await ReadBodyAsync(cancellationToken);
            var (buffer, consumed, examined) = (result.Buffer, result.Buffer.Start, result.Buffer.End);
            try
            {
                if (TryReadFrame(buffer, out var compressed, out var payload))
                {
                    consumed = examined = payload.End;
                    return compressed ? ParseCompressed(parser, payload) : Parse(parser, payload);
                }
                if (result.IsCompleted)
                {
                    if (buffer.IsEmpty) return null;
                    throw Malformed($"the {origin.Name} ends within a message");
                }
            }
            finally
            {
                body.AdvanceTo(consumed, examined);
            }
        }
    }

    /// <summary>Reads the one message of a request that has exactly one.</summary>
    /// <exception cref="GrpcException">There is none or a second one, the bytes are not a message, or it is too large.</exception>
    public async ValueTask<T> ReadOnlyOneAsync<T>(MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var message = await ReadAsync(parser, cancellationToken)
            ?? throw new GrpcException(GrpcStatusCode.Unimplemented, "the method takes one request message; there was none");
        if (await ReadAsync(parser, cancellationToken) is null) return message;
        throw new GrpcException(GrpcStatusCode.Unimplemented, "the method takes one request message; there were more");
    }

    /// <summary>Reads all messages as they come.</summary>
    /// <exception cref="GrpcException">The bytes are not messages, or one is too large.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync<T>(MessageParser<T> parser, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        if (_enumerated) throw new InvalidOperationException("The requests of a call can be enumerated once.");
        _enumerated = true;
        while (await ReadAsync(parser, cancellationToken) is { } message) yield return message;
    }

    private async ValueTask<ReadResult> ReadBodyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(cancellationToken);
        }
        catch (IOException error)
        {
            throw gone(error);
        }
    }

    private bool TryReadFrame(in ReadOnlySequence<byte> buffer, out bool compressed, out ReadOnlySequence<byte> payload)
    {
        (compressed, payload) = (false, default);
        if (buffer.Length < FramePrefix.Bytes) return false;
        Span<byte> prefix = stackalloc byte[FramePrefix.Bytes];
        buffer.Slice(0, FramePrefix.Bytes).CopyTo(prefix);
        compressed = prefix[0] switch
        {
            0 => false,
            1 when gzip => true,
            1 => throw Malformed($"a message is marked as compressed, but the {origin.Name} names no grpc-encoding"),
            var flag => throw Malformed($"the first byte of a message is {flag}; 0 and 1 are allowed"),
        };
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > maxBytes) throw TooLarge(length);
        if (buffer.Length - FramePrefix.Bytes < length) return false;
        payload = buffer.Slice(FramePrefix.Bytes, length);
        return true;
    }

    private T ParseCompressed<T>(MessageParser<T> parser, in ReadOnlySequence<byte> payload)
        where T : class, IMessage<T>
    {
        var (rented, length) = GzipEncoding.Decompress(payload, maxBytes);
        try
        {
            return Parse(parser, new ReadOnlySequence<byte>(rented, 0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private T Parse<T>(MessageParser<T> parser, in ReadOnlySequence<byte> payload)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException error)
        {
            var type = parser.ParseFrom(ReadOnlySpan<byte>.Empty).Descriptor;
            // The library refuses broken UTF-8 without saying which field has it.
            if (TextFields.FindBroken(type, payload) is { } field) throw new GrpcException(origin.Unreadable, $"{field}: is not valid UTF-8");
            throw new GrpcException(origin.Unreadable, $"{origin.Name}: is not a {type.FullName} message: {error.Message}", error);
        }
    }

    private static GrpcException Malformed(string problem) => new(GrpcStatusCode.Internal, problem);

    private GrpcException TooLarge(uint length) => new(
        GrpcStatusCode.ResourceExhausted,
        $"the {origin.Name} message has {length} bytes; at most {maxBytes} are allowed ({origin.Bound})");
}
