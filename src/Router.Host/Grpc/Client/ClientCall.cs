using System.IO.Pipelines;
using System.Net;
using Google.Protobuf;
using Router.Host.Grpc.Internal;

namespace Router.Host.Grpc.Client;

/// <summary>One call of a client: its request, its deadline and what its response says. Disposing gives up a call that has not ended.</summary>
internal sealed class ClientCall : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    private readonly GrpcChannelOptions _options;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _cancellation;
    private Task<HttpResponseMessage>? _sending;
    private HttpResponseMessage? _response;
    private PipeReader? _body;
    private FrameReader? _frames;

    public ClientCall(HttpMessageInvoker http, Uri address, GrpcChannelOptions options, TimeSpan? timeout, CancellationToken caller)
    {
        (_http, _address, _options, _timeout, _caller) = (http, address, options, timeout, caller);
        _deadline = timeout is { } time ? new CancellationTokenSource(time, options.Time) : null;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline?.Token ?? CancellationToken.None);
    }

    /// <summary>Cancelled when the call is over in one way or another.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Sends the request's headers and lets its content write the messages.</summary>
    public void Start(string path, HttpContent content)
    {
        content.Headers.TryAddWithoutValidation("Content-Type", GrpcHeaders.ContentType);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, GrpcHeaders.Identity);
        if (_timeout is { } timeout) request.Headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(timeout));
        _sending = _http.SendAsync(request, Token);
    }

    /// <summary>Waits for the stream that the messages of the request go to, or for the call to end before there is one.</summary>
    public async ValueTask<Stream> WaitForAsync(Task<Stream> opened)
    {
        if (!opened.IsCompleted && await Task.WhenAny(opened, _sending!) == _sending)
        {
            await _sending;
            throw new IOException("the server answered without taking requests");
        }
        return await opened;
    }

    /// <summary>Reads the next response; null when the call ended with OK.</summary>
    /// <exception cref="GrpcException">The call ended with another status, or the response is none.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        try
        {
            var frames = _frames ??= await OpenAsync();
            if (await frames.ReadAsync(parser, Token) is { } message) return message;
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException)
        {
            throw Explain(error);
        }
        var status = ResponseStatus.Read(_response!.TrailingHeaders) ?? ResponseStatus.Read(_response.Headers) ?? ResponseStatus.Missing;
        if (status.Code != GrpcStatusCode.Ok) throw new GrpcException(status);
        return null;
    }

    /// <summary>What a failure of the connection or a cancellation means.</summary>
    public Exception Explain(Exception error)
    {
        if (_caller.IsCancellationRequested) return new OperationCanceledException("the call was given up", error, _caller);
        if (_deadline is { IsCancellationRequested: true })
            return new GrpcException(GrpcStatusCode.DeadlineExceeded, "the deadline passed before the call had ended", error);
        return error is OperationCanceledException
            ? new GrpcException(GrpcStatusCode.Cancelled, "the call was given up", error)
            : new GrpcException(ResponseStatus.Of(error, _address), error);
    }

    public void Dispose()
    {
        _cancellation.Cancel();
        _body?.Complete();
        _response?.Dispose();
        // A response that comes all the same is dropped by the handler, as its token is cancelled; its failure is nobody's.
        _ = _sending?.ContinueWith(
            static sending => sending.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _cancellation.Dispose();
        _deadline?.Dispose();
    }

    private async ValueTask<FrameReader> OpenAsync()
    {
        _response = await _sending!;
        if (ResponseStatus.OfHttp(_response) is { } status) throw new GrpcException(status);
        _body = PipeReader.Create(await _response.Content.ReadAsStreamAsync(Token));
        return new FrameReader(_body, FrameOrigin.Response, _options.MaxMessageBytes, gzip: false, Explain);
    }
}
