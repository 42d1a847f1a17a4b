using Google.Protobuf;

namespace Router.Host.Grpc.Client;

/// <summary>
/// An open call with a stream of requests and a stream of responses. One thread at a time may write, another may read. Disposing gives up
/// a call that has not ended; the server is told.
/// </summary>
/// <typeparam name="TRequest">What is sent.</typeparam>
/// <typeparam name="TResponse">What comes.</typeparam>
public sealed class GrpcDuplexCall<TRequest, TResponse> : IDisposable
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly ClientCall _call;
    private readonly MessageParser<TResponse> _parser;
    private readonly RequestStream _requests = new();
    private readonly int _maxBytes;

    internal GrpcDuplexCall(ClientCall call, GrpcClientMethod<TRequest, TResponse> method, int maxBytes)
    {
        (_call, _parser, _maxBytes) = (call, method.Parser, maxBytes);
        _call.Start(method.Path, _requests);
    }

    /// <summary>Sends a request. Waits while the server is slower than the client.</summary>
    /// <exception cref="GrpcException">The call has ended, which reading tells more of; or the message is too large.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task WriteAsync(TRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var stream = await _call.WaitForAsync(_requests.Opened);
            await OutgoingMessage.WriteAsync(stream, request, _maxBytes, _call.Token);
            await stream.FlushAsync(_call.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException or ObjectDisposedException)
        {
            throw _call.Explain(error);
        }
    }

    /// <summary>Says that no request follows.</summary>
    public void Complete() => _requests.Complete();

    /// <summary>The responses as they come, until the call has ended with OK. Can be enumerated once.</summary>
    /// <exception cref="GrpcException">The call ended with another status, or there is no way to the server.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async IAsyncEnumerable<TResponse> ReadAllAsync()
    {
        while (await _call.ReadAsync(_parser) is { } response) yield return response;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _call.Dispose();
        _requests.Dispose();
    }
}
