using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Router.Interop.Tests.Protocol;

namespace Router.Interop.Tests;

/// <summary>Answers what it is asked, and remembers what the tests want to know.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _cancelled = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _chatPeers = new(StringComparer.Ordinal);
    private int _openChats;
    private int _mostOpenChats;

    /// <summary>Most chats that were open at the same time.</summary>
    public int MostOpenChats => Volatile.Read(ref _mostOpenChats);

    /// <summary>From how many connections chats came.</summary>
    public int ChatConnections => _chatPeers.Count;

    /// <summary>Ends when the server has seen that the waiting call of this text is cancelled.</summary>
    public Task CancelledAsync(string text) => Cancelled(text).Task;

    public override async Task<EchoReply> Say(EchoRequest request, ServerCallContext context)
    {
        await CopyMetadataAsync(context);
        if (request.Wait) await WaitAsync(request, context);
        if (request.Crash) throw new InvalidOperationException("secret details");
        Fail(request);
        return Reply(request, context);
    }

    public override async Task Repeat(EchoRequest request, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Count; i++) await responseStream.WriteAsync(Reply(request, context));
        if (request.Wait) await WaitAsync(request, context);
        Fail(request);
    }

    public override async Task Chat(
        IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        _chatPeers[context.Peer] = 0;
        Raise(Interlocked.Increment(ref _openChats));
        try
        {
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(Reply(request, context));
                if (request.Wait) await WaitAsync(request, context);
                Fail(request);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _openChats);
        }
    }

    private async Task WaitAsync(EchoRequest request, ServerCallContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled(request.Text).TrySetResult();
            throw;
        }
    }

    /// <summary>Sends what begins with <c>x-</c> back, as headers and as trailers.</summary>
    private static Task CopyMetadataAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var (key, values) in context.GetHttpContext().Request.Headers.Where(header => header.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            foreach (var value in values)
            {
                var bytes = key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal) ? context.RequestHeaders.GetValueBytes(key) : null;
                headers.Add(bytes is null ? new(key, value!) : new(key, bytes));
                context.ResponseTrailers.Add(bytes is null ? new($"t{key}", value!) : new($"t{key}", bytes));
            }
        }
        return headers.Count > 0 ? context.WriteResponseHeadersAsync(headers) : Task.CompletedTask;
    }

    private TaskCompletionSource Cancelled(string text) =>
        _cancelled.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Raise(int open)
    {
        var most = MostOpenChats;
        while (open > most && Interlocked.CompareExchange(ref _mostOpenChats, open, most) != most) most = MostOpenChats;
    }

    private static void Fail(EchoRequest request)
    {
        if (request.FailCode != 0) throw new RpcException(new Status((StatusCode)request.FailCode, request.FailMessage));
    }

    private static EchoReply Reply(EchoRequest request, ServerCallContext context) => new()
    {
        Text = request.Text,
        Payload = request.ReplyBytes > 0 ? UnsafeByteOperations.UnsafeWrap(new byte[request.ReplyBytes]) : request.Payload,
        TimeLeftMs = context.Deadline == DateTime.MaxValue
            ? -1
            : (long)(context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime).TotalMilliseconds,
    };
}
