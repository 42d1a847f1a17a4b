using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Router.Host.Grpc.Internal;

/// <summary>What the server tells the calls that are under way.</summary>
/// <param name="Stopping">Cancelled when the server begins to stop.</param>
/// <param name="Stopped">Cancelled when the time to drain is over.</param>
internal readonly record struct ServerLife(CancellationToken Stopping, CancellationToken Stopped);

/// <summary>One call: what cancels it, and its one end.</summary>
internal sealed class GrpcCall : IDisposable
{
    /// <summary>What HTTP/2 calls CANCEL.</summary>
    private const int ResetCancel = 8;

    /// <summary>The longest time that a timer takes; a deadline beyond it is none.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>How long a client may take to read the rest of a call that was broken off, before its stream is reset.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly GrpcStatus Stopping = new(GrpcStatusCode.Unavailable, "the server is stopping");
    private static readonly GrpcStatus Overdue = new(GrpcStatusCode.DeadlineExceeded, "the deadline passed before the call had ended");

    private readonly HttpContext _http;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cancellation;
    private readonly TaskCompletionSource<GrpcStatus> _interruption = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _stopped;
    private readonly ITimer? _deadline;
    private bool _answered;

    public GrpcCall(
        HttpContext http,
        GrpcMethod method,
        GrpcSettings settings,
        TimeProvider time,
        ServerLife life,
        TimeSpan? timeout,
        CallEncoding encoding)
    {
        (_http, _time) = (http, time);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        Context = new GrpcCallContext(http, method, time, timeout, _cancellation.Token, life.Stopping);
        Requests = new FrameReader(
            http.Request.BodyReader, FrameOrigin.Request, settings.MaxMessageBytes, encoding.GzipRequests, ClientIsGone);
        Responses = new FrameWriter(http.Response, settings.MaxMessageBytes, encoding.GzipResponses, Context, Cancel);
        _stopped = life.Stopped.UnsafeRegister(static call => ((GrpcCall)call!).Interrupt(Stopping), this);
        if (timeout < LongestTimer)
        {
            _deadline = time.CreateTimer(
                static call => ((GrpcCall)call!).Interrupt(Overdue), this, timeout.Value, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The call as its handler sees it.</summary>
    public GrpcCallContext Context { get; }

    /// <summary>What the client sends.</summary>
    public FrameReader Requests { get; }

    /// <summary>What the client gets.</summary>
    public FrameWriter Responses { get; }

    /// <summary>Why the server broke the call off; null while it has not.</summary>
    public GrpcStatus? Interrupted => _interruption.Task.IsCompletedSuccessfully ? _interruption.Task.GetAwaiter().GetResult() : null;

    /// <summary>Whether the client gave up or is gone, so that nobody reads an answer.</summary>
    public bool IsAbandoned => _http.RequestAborted.IsCancellationRequested;

    /// <summary>
    /// Waits for a handler. A handler that is still busy when the server breaks the call off does not keep the client waiting: the
    /// client has its status at once.
    /// </summary>
    public async Task<GrpcStatus> SuperviseAsync(Task<GrpcStatus> handler)
    {
        if (!handler.IsCompleted && await Task.WhenAny(handler, _interruption.Task) != handler) await AnswerAsync(await _interruption.Task);
        return await handler;
    }

    /// <summary>Writes how the call ended; the response is complete when the request's handler returns.</summary>
    public async Task EndAsync(GrpcStatus status)
    {
        if (!Responses.TryClose())
        {
            // The handler ended and left something behind that still writes.
            Cancel();
            await Responses.CloseAsync();
        }
        if (IsAbandoned || _answered) return;
        await WriteStatusAsync(status);
    }

    public void Dispose()
    {
        _deadline?.Dispose();
        _stopped.Dispose();
        _cancellation.Dispose();
        Responses.Dispose();
    }

    private void Interrupt(GrpcStatus status)
    {
        if (_interruption.TrySetResult(status)) Cancel();
    }

    /// <summary>
    /// The client reset the stream or dropped the connection, which the request's own token tells a moment later.
    /// </summary>
    private OperationCanceledException ClientIsGone(IOException error)
    {
        Cancel();
        return new OperationCanceledException("the client is gone", error, Context.CancellationToken);
    }

    private void Cancel()
    {
        try
        {
            // What is registered on the token is the handler's: it runs elsewhere, and its failures stay there.
            _ = _cancellation.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The call ended in this moment.
        }
    }

    private async Task AnswerAsync(GrpcStatus status)
    {
        await Responses.CloseAsync();
        if (IsAbandoned) return;
        await WriteStatusAsync(status);
        _answered = true;
        try
        {
            await _http.Response.CompleteAsync().WaitAsync(Grace, _time);
        }
        catch (TimeoutException)
        {
            _http.Features.Get<IHttpResetFeature>()?.Reset(ResetCancel);
        }
    }

    /// <summary>A call without messages and metadata ends with its first headers, any other with trailers.</summary>
    private async ValueTask WriteStatusAsync(GrpcStatus status)
    {
        if (Context.HasResponseHeaders) await Responses.StartAsync();
        var headers = _http.Response.HasStarted
            ? _http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : _http.Response.Headers;
        StatusHeaders.Write(headers, status);
        if (Context.HasResponseTrailers) Context.ResponseTrailers.WriteTo(headers);
    }
}
