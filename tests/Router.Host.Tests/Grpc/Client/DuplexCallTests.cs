using System.Net;
using System.Net.Sockets;
using Router.Contracts.Protocol;
using Router.Host.Grpc;
using Router.Host.Grpc.Client;

namespace Router.Host.Tests.Grpc.Client;

public sealed class DuplexCallTests
{
    [Fact]
    public async Task Each_response_comes_before_the_next_request_is_sent()
    {
        await using var router = await TestRouter.StartAsync(stream: EchoAsync);
        using var call = router.Client.Duplex(TestRouter.Stream, timeout: null, CancellationToken.None);
        await using var updates = call.ReadAllAsync().GetAsyncEnumerator();

        for (var i = 0; i < 3; i++)
        {
            await call.WriteAsync(Hypothesis($"u{i}"));
            Assert.True(await updates.MoveNextAsync());
            Assert.Equal($"u{i}", updates.Current.Provisional.UtteranceId);
        }
        call.Complete();

        Assert.False(await updates.MoveNextAsync());
    }

    [Fact]
    public async Task More_calls_than_a_connection_takes_are_open_at_once()
    {
        const int Calls = 150;
        var (open, all) = (0, new TaskCompletionSource());
        await using var router = await TestRouter.StartAsync(stream: async (requests, responses, context) =>
        {
            if (Interlocked.Increment(ref open) == Calls) all.SetResult();
            await all.Task;
            return await EchoAsync(requests, responses, context);
        });

        var names = await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => TalkAsync(router, $"u{i}")));

        Assert.Equal(Enumerable.Range(0, Calls).Select(i => $"u{i}"), names);
    }

    [Fact]
    public async Task A_status_that_ends_the_call_early_is_thrown_by_the_reader()
    {
        await using var router = await TestRouter.StartAsync(
            stream: (_, _, _) => Task.FromResult(new GrpcStatus(GrpcStatusCode.ResourceExhausted, "会话太多")));
        using var call = router.Client.Duplex(TestRouter.Stream, timeout: null, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<GrpcException>(() => CountAsync(call));

        Assert.Equal(new GrpcStatus(GrpcStatusCode.ResourceExhausted, "会话太多"), failure.Status);
    }

    [Fact]
    public async Task A_call_without_requests_ends()
    {
        await using var router = await TestRouter.StartAsync(stream: EchoAsync);
        using var call = router.Client.Duplex(TestRouter.Stream, timeout: null, CancellationToken.None);
        call.Complete();

        Assert.Equal(0, await CountAsync(call));
    }

    [Fact]
    public async Task The_server_learns_of_a_call_that_is_disposed_before_its_end()
    {
        var (started, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var router = await TestRouter.StartAsync(stream: async (_, _, context) =>
        {
            context.CancellationToken.Register(() => cancelled.TrySetResult());
            started.SetResult();
            await cancelled.Task;
            return GrpcStatus.Ok;
        });
        using (router.Client.Duplex(TestRouter.Stream, timeout: null, CancellationToken.None)) await started.Task;

        await cancelled.Task;
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so_by_reader_and_writer()
    {
        using var cancellation = new CancellationTokenSource();
        await using var router = await TestRouter.StartAsync(stream: EchoAsync);
        using var call = router.Client.Duplex(TestRouter.Stream, timeout: null, cancellation.Token);
        await call.WriteAsync(Hypothesis("u"));
        var reading = CountAsync(call);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WriteAsync(Hypothesis("u")));
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline()
    {
        await using var router = await TestRouter.StartAsync(stream: EchoAsync);
        using var call = router.Client.Duplex(TestRouter.Stream, TimeSpan.FromMilliseconds(20), CancellationToken.None);

        var failure = await Assert.ThrowsAsync<GrpcException>(() => CountAsync(call));

        Assert.Equal(GrpcStatusCode.DeadlineExceeded, failure.Status.Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable_for_reader_and_writer()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        using var client = new GrpcChannel(new Uri($"http://127.0.0.1:{port}"));
        using var call = client.Duplex(TestRouter.Stream, timeout: null, CancellationToken.None);

        var reading = await Assert.ThrowsAsync<GrpcException>(() => CountAsync(call));
        var writing = await Assert.ThrowsAsync<GrpcException>(() => call.WriteAsync(Hypothesis("u")));

        Assert.Equal((GrpcStatusCode.Unavailable, GrpcStatusCode.Unavailable), (reading.Status.Code, writing.Status.Code));
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_call()
    {
        await using var router = await TestRouter.StartAsync(stream: EchoAsync);
        using var call = router.Client.Duplex(TestRouter.Stream, timeout: null, CancellationToken.None);
        await using var updates = call.ReadAllAsync().GetAsyncEnumerator();
        await call.WriteAsync(Hypothesis("u"));
        await updates.MoveNextAsync();

        await router.StopAsync();

        var failure = await Assert.ThrowsAsync<GrpcException>(async () => await updates.MoveNextAsync());
        Assert.Equal(GrpcStatusCode.Unavailable, failure.Status.Code);
    }

    private static SessionEvent Hypothesis(string utterance) => new() { Hypothesis = new Hypothesis { UtteranceId = utterance } };

    private static async Task<GrpcStatus> EchoAsync(
        IAsyncEnumerable<SessionEvent> requests, GrpcResponseWriter<SessionUpdate> responses, GrpcCallContext context)
    {
        await foreach (var request in requests)
        {
            var provisional = new ProvisionalDecision { UtteranceId = request.Hypothesis.UtteranceId };
            await responses.WriteAsync(new SessionUpdate { Provisional = provisional });
        }
        return GrpcStatus.Ok;
    }

    private static async Task<string> TalkAsync(TestRouter router, string utterance)
    {
        using var call = router.Client.Duplex(TestRouter.Stream, timeout: null, CancellationToken.None);
        await call.WriteAsync(Hypothesis(utterance));
        call.Complete();
        var name = "";
        await foreach (var update in call.ReadAllAsync()) name += update.Provisional.UtteranceId;
        return name;
    }

    private static async Task<int> CountAsync(GrpcDuplexCall<SessionEvent, SessionUpdate> call)
    {
        var count = 0;
        await foreach (var update in call.ReadAllAsync()) count++;
        return count;
    }
}
