using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Router.Host.Listeners;

namespace Router.Host.Grpc;

/// <summary>A stream of responses that are bounded, have to be taken in time, and are compressed only where that is worth it.</summary>
/// <param name="responses">The library's.</param>
/// <param name="maxBytes">Largest message.</param>
/// <param name="intake">How long one may take.</param>
/// <param name="stream">Breaks the call off.</param>
internal sealed class ResponseWriter<T>(IServerStreamWriter<T> responses, int maxBytes, Intake intake, IHttpResetFeature stream) : IServerStreamWriter<T>
{
    /// <inheritdoc/>
    public WriteOptions? WriteOptions
    {
        get => responses.WriteOptions;
        set => responses.WriteOptions = value;
    }

    /// <inheritdoc/>
    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    /// <inheritdoc/>
    /// <remarks>The server takes some KiB ahead of the client; one message more waits until the client has opened its window.</remarks>
    /// <exception cref="RefusedRequestException">The client did not, in time.</exception>
    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        responses.WriteOptions = ResponseSize.Check(message, maxBytes);
        try
        {
            await responses.WriteAsync(message, cancellationToken).WaitAsync(intake.Timeout, intake.Time, CancellationToken.None);
        }
        catch (TimeoutException late)
        {
            GivenAnswers.BreakOff(stream);
            throw new RefusedRequestException(Refusals.Untaken, late);
        }
    }
}

/// <summary>What follows from a response's size.</summary>
internal static class ResponseSize
{
    /// <summary>Smaller messages are not worth compressing.</summary>
    private const int MinCompressed = 512;

    private static readonly WriteOptions Plain = new(WriteFlags.NoCompress);

    /// <summary>How to write a response; null for as the client wants it.</summary>
    /// <exception cref="RpcException">It is larger than the server may send.</exception>
    public static WriteOptions? Check<T>(T response, int maxBytes)
    {
        var size = ((IMessage)response!).CalculateSize();
        if (size > maxBytes) throw new RpcException(Refusals.ResponseTooLarge(size, maxBytes));
        return size < MinCompressed ? Plain : null;
    }
}
