using System.Collections.Concurrent;
using Google.Protobuf;
using Router.Host.Grpc;
using Router.Interop.Tests.Protocol;

namespace Router.Interop.Tests;

/// <summary>Answers what it is asked, and remembers what the tests want to know.</summary>
internal sealed class EchoService
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _cancelled = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _chatPeers = new(StringComparer.Ordinal);
    private int _openChats;
    private int _mostOpenChats;

    public GrpcService Service => new GrpcService(EchoReflection.Descriptor.Services[0])
        .Unary<EchoRequest, EchoReply>("Say", SayAsync)
        .ServerStream<EchoRequest, EchoReply>("Repeat", RepeatAsync)
        .Duplex<EchoRequest, EchoReply>("Chat", ChatAsync);

    /// <summary>Most chats that were open at the same time.</summary>
    public int MostOpenChats => Volatile.Read(ref _mostOpenChats);

    /// <summary>From how many connections chats came.</summary>
    public int ChatConnections => _chatPeers.Count;

    /// <summary>Ends when the server has seen that the waiting call of this text is cancelled.</summary>
    public Task CancelledAsync(string text) => Cancelled(text).Task;

    private async Task<EchoReply> SayAsync(EchoRequest request, GrpcCallContext context)
    {
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            Copy(entry, context.RequestHeaders, context.ResponseHeaders, entry.Key);
            Copy(entry, context.RequestHeaders, context.ResponseTrailers, $"t{entry.Key}");
        }
        if (request.Wait) await WaitAsync(request, context);
        if (request.Crash) throw new InvalidOperationException("secret details");
        if (request.FailCode != 0) throw new GrpcException((GrpcStatusCode)request.FailCode, request.FailMessage);
        return Reply(request, context);
    }

    private async Task<GrpcStatus> RepeatAsync(EchoRequest request, GrpcResponseWriter<EchoReply> responses, GrpcCallContext context)
    {
        for (var i = 0; i < request.Count; i++) await responses.WriteAsync(Reply(request, context));
        if (request.Wait) await WaitAsync(request, context);
        return new GrpcStatus((GrpcStatusCode)request.FailCode, request.FailMessage);
    }

    private async Task<GrpcStatus> ChatAsync(
        IAsyncEnumerable<EchoRequest> requests, GrpcResponseWriter<EchoReply> responses, GrpcCallContext context)
    {
        _chatPeers[context.Peer] = 0;
        Raise(Interlocked.Increment(ref _openChats));
        try
        {
            await foreach (var request in requests)
            {
                await responses.WriteAsync(Reply(request, context));
                if (request.Wait) await WaitAsync(request, context);
                if (request.FailCode != 0) return new GrpcStatus((GrpcStatusCode)request.FailCode, request.FailMessage);
            }
            return GrpcStatus.Ok;
        }
        finally
        {
            Interlocked.Decrement(ref _openChats);
        }
    }

    private async Task WaitAsync(EchoRequest request, GrpcCallContext context)
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

    private TaskCompletionSource Cancelled(string text) =>
        _cancelled.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Raise(int open)
    {
        var most = MostOpenChats;
        while (open > most && Interlocked.CompareExchange(ref _mostOpenChats, open, most) != most) most = MostOpenChats;
    }

    private static EchoReply Reply(EchoRequest request, GrpcCallContext context) => new()
    {
        Text = request.Text,
        Payload = request.ReplyBytes > 0 ? UnsafeByteOperations.UnsafeWrap(new byte[request.ReplyBytes]) : request.Payload,
        TimeLeftMs = context.TimeLeft is { } left ? (long)left.TotalMilliseconds : -1,
    };

    private static void Copy(GrpcMetadataEntry entry, GrpcMetadata from, GrpcMetadata to, string key)
    {
        if (entry.IsBinary) to.Add(key, from.GetBinary(entry.Key)!);
        else to.Add(key, entry.Value);
    }
}
