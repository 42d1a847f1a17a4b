using System.Net;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Router.Contracts;
using Router.Contracts.Protocol;
using RouteDecision = Router.Contracts.Protocol.RouteDecision;
using RouteRequest = Router.Contracts.Protocol.RouteRequest;
using SessionEvent = Router.Contracts.Protocol.SessionEvent;
using SessionUpdate = Router.Contracts.Protocol.SessionUpdate;
using Status = Grpc.Core.Status;

namespace Router.Host.Tests.Grpc;

/// <summary>What surrounds the handlers, with handlers of the test's own.</summary>
public sealed class GrpcServerTests
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task More_sessions_than_a_connection_takes_are_open_at_once()
    {
        const int Calls = 150;
        var (open, all) = (0, new TaskCompletionSource());
        await using var router = await TestRouter.StartAsync(stream: async (requests, responses, context) =>
        {
            if (Interlocked.Increment(ref open) == Calls) all.SetResult();
            await all.Task;
            await EchoAsync(requests, responses, context);
        });

        var names = await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => TalkAsync(router, $"u{i}")));

        Assert.Equal(Enumerable.Range(0, Calls).Select(i => $"u{i}"), names);
    }

    public static TheoryData<Exception, StatusCode, string> Failures => new()
    {
        { new InvalidRequestException("text", "is empty"), StatusCode.InvalidArgument, "text: is empty" },
        { new AggregateException(new InvalidRequestException("text", "is empty")), StatusCode.InvalidArgument, "text: is empty" },
        { new SessionEndedException(new RouteError("RESOURCE_EXHAUSTED", "会话太多")), StatusCode.ResourceExhausted, "会话太多" },
        { new RpcException(new Status(StatusCode.NotFound, "100 %\nweg")), StatusCode.NotFound, "100 %\nweg" },
        { new RpcException(new Status(StatusCode.NotFound, new string('x', 2048))), StatusCode.NotFound, new string('x', 2048) },
        { new RpcException(new Status(StatusCode.NotFound, new string('x', 2049))), StatusCode.NotFound, new string('x', 2048) },
        { new RpcException(new Status(StatusCode.NotFound, new string('x', 2047) + "🙂")), StatusCode.NotFound, new string('x', 2047) },
        { new InvalidOperationException("secret"), StatusCode.Unknown, "the server failed on this call; its log says why" },
        { new OperationCanceledException("secret"), StatusCode.Unknown, "the server failed on this call; its log says why" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Whatever_a_handler_throws_becomes_a_status(Exception failure, StatusCode code, string detail)
    {
        await using var router = await TestRouter.StartAsync((_, _) => Task.FromException<RouteDecision>(failure), (_, _, _) => Task.FromException(failure));
        using var call = router.Client.Stream();

        var unary = await Assert.ThrowsAsync<RpcException>(async () => await router.Client.RouteAsync(new RouteRequest()));
        var stream = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((code, detail), (unary.StatusCode, unary.Status.Detail));
        Assert.Equal((code, detail), (stream.StatusCode, stream.Status.Detail));
    }

    [Fact]
    public async Task Messages_at_the_bound_pass_and_those_over_it_do_not_in_either_direction()
    {
        var (fits, over) = (new RouteRequest { Text = new string('x', 1021) }, new RouteRequest { Text = new string('x', 1022) });
        Assert.Equal(1024, fits.CalculateSize());
        await using var router = await TestRouter.StartAsync(
            (request, _) => Task.FromResult(new RouteDecision { Text = request.Text + new string('x', (int)request.TimeoutMs) }), maxBytes: 1024);

        var whole = await router.Client.RouteAsync(fits);
        var request = await Assert.ThrowsAsync<RpcException>(async () => await router.Client.RouteAsync(over));
        var response = await Assert.ThrowsAsync<RpcException>(
            async () => await router.Client.RouteAsync(new RouteRequest { Text = new string('x', 1000), TimeoutMs = 22 }));

        Assert.Equal(fits.Text, whole.Text);
        Assert.Equal((StatusCode.ResourceExhausted, StatusCode.ResourceExhausted), (request.StatusCode, response.StatusCode));
        Assert.Contains("at most 1024 bytes", request.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("has 1025 bytes; at most 1024", response.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_is_kept_while_a_handler_is_stuck()
    {
        var release = new TaskCompletionSource<RouteDecision>();
        await using var router = await TestRouter.StartAsync((_, _) => release.Task);
        // The library's client would keep the deadline itself.
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(router.Address, "/router.v1.Router/Route"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]) { Headers = { ContentType = new("application/grpc") } },
            Headers = { { "grpc-timeout", "50m" } },
        };

        using var response = await http.SendAsync(request);

        Assert.Equal("4", response.Headers.GetValues("grpc-status").Single());
        release.SetResult(new RouteDecision());
    }

    [Fact]
    public async Task A_caller_that_gives_up_cancels_its_handler()
    {
        using var cancellation = new CancellationTokenSource();
        var (started, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var router = await TestRouter.StartAsync(async (_, context) =>
        {
            context.CancellationToken.Register(() => cancelled.TrySetResult());
            started.SetResult();
            await cancelled.Task;
            return new RouteDecision();
        });
        var call = router.Client.RouteAsync(new RouteRequest(), cancellationToken: cancellation.Token);
        await started.Task;

        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        await cancelled.Task;
    }

    [Fact]
    public async Task A_server_that_stops_lets_calls_end_that_are_under_way()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var router = await TestRouter.StartAsync(time: new FakeTimeProvider(), route: async (request, _) =>
        {
            started.SetResult();
            await release.Task;
            return new RouteDecision { Text = request.Text };
        });
        var call = router.Client.RouteAsync(new RouteRequest { Text = "late" });
        await started.Task;

        var stopping = router.StopAsync(Drain);
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        Assert.Equal("late", (await call).Text);
        await stopping;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_that_do_not_end_while_the_server_drains_end_with_UNAVAILABLE(bool hasDeadline)
    {
        var time = new FakeTimeProvider();
        await using var router = await TestRouter.StartAsync(stream: EchoAsync, time: time);
        DateTime? deadline = hasDeadline ? TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1) : null;
        using var call = router.Client.Stream(deadline: deadline);
        await call.RequestStream.WriteAsync(Hypothesis("u"));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var stopping = router.StopAsync(Drain);

        time.Advance(Drain);

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal((StatusCode.Unavailable, "the server is stopping"), (failure.StatusCode, failure.Status.Detail));
        await stopping;
    }

    private static SessionEvent Hypothesis(string utterance) => new() { Hypothesis = new Contracts.Protocol.Hypothesis { UtteranceId = utterance } };

    private static async Task EchoAsync(
        IAsyncStreamReader<SessionEvent> requests, IServerStreamWriter<SessionUpdate> responses, ServerCallContext context)
    {
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            var provisional = new Contracts.Protocol.ProvisionalDecision { UtteranceId = request.Hypothesis.UtteranceId };
            await responses.WriteAsync(new SessionUpdate { Provisional = provisional });
        }
    }

    private static async Task<string> TalkAsync(TestRouter router, string utterance)
    {
        using var call = router.Client.Stream();
        await call.RequestStream.WriteAsync(Hypothesis(utterance));
        await call.RequestStream.CompleteAsync();
        var name = "";
        await foreach (var update in call.ResponseStream.ReadAllAsync()) name += update.Provisional.UtteranceId;
        return name;
    }
}
