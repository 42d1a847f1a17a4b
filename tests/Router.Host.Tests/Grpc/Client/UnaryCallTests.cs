using System.Net;
using System.Net.Sockets;
using Router.Contracts.Protocol;
using Router.Host.Grpc;
using Router.Host.Grpc.Client;

namespace Router.Host.Tests.Grpc.Client;

public sealed class UnaryCallTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_request_gets_its_response()
    {
        await using var router = await TestRouter.StartAsync((request, _) => Task.FromResult(new RouteDecision { Text = request.Text }));

        var decision = await RouteAsync(router, new RouteRequest { Text = "打开窗帘 🙂" });

        Assert.Equal("打开窗帘 🙂", decision.Text);
    }

    [Fact]
    public async Task Many_calls_at_once_each_get_their_own_response()
    {
        await using var router = await TestRouter.StartAsync((request, _) => Task.FromResult(new RouteDecision { Text = request.Text }));

        var decisions = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => RouteAsync(router, new RouteRequest { Text = $"text {i}" })));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"text {i}"), decisions.Select(decision => decision.Text));
    }

    [Fact]
    public async Task A_status_and_its_message_arrive()
    {
        await using var router = await TestRouter.StartAsync(
            (_, _) => throw new GrpcException(GrpcStatusCode.ResourceExhausted, "100 % voll, später\n再试"));

        var failure = await Assert.ThrowsAsync<GrpcException>(() => RouteAsync(router, new RouteRequest { Text = "a" }));

        Assert.Equal(new GrpcStatus(GrpcStatusCode.ResourceExhausted, "100 % voll, später\n再试"), failure.Status);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task A_method_that_nobody_serves_is_unimplemented()
    {
        await using var router = await TestRouter.StartAsync();

        Assert.Equal(GrpcStatusCode.Unimplemented, await StatusAsync(router, new RouteRequest { Text = "a" }));
    }

    [Fact]
    public async Task The_server_is_told_the_deadline()
    {
        TimeSpan? left = null;
        await using var router = await TestRouter.StartAsync((_, context) =>
        {
            left = context.TimeLeft;
            return Task.FromResult(new RouteDecision());
        });

        await router.Client.UnaryAsync(TestRouter.Route, new RouteRequest(), TimeSpan.FromMinutes(5), CancellationToken.None);
        Assert.InRange(left!.Value, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(5));

        await RouteAsync(router, new RouteRequest());
        Assert.Null(left);
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline()
    {
        await using var router = await TestRouter.StartAsync(WaitAsync);

        var failure = await Assert.ThrowsAsync<GrpcException>(
            () => router.Client.UnaryAsync(TestRouter.Route, new RouteRequest(), Short, CancellationToken.None));

        Assert.Equal(GrpcStatusCode.DeadlineExceeded, failure.Status.Code);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_answered_so_and_the_server_learns_of_it()
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

        var call = router.Client.UnaryAsync(TestRouter.Route, new RouteRequest(), timeout: null, cancellation.Token);
        await started.Task;
        await cancellation.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancellation.Token, failure.CancellationToken);
        await cancelled.Task;
    }

    [Fact]
    public async Task A_message_at_the_bound_passes_and_one_over_it_does_not_in_either_direction()
    {
        var (fits, over) = (new RouteRequest { Text = new string('x', 97) }, new RouteRequest { Text = new string('x', 98) });
        Assert.Equal(100, fits.CalculateSize() + 1);
        await using var router = await TestRouter.StartAsync(
            (request, _) => Task.FromResult(new RouteDecision { Text = request.Text }), clientMaxBytes: 99);
        await using var bigger = await TestRouter.StartAsync(
            (_, _) => Task.FromResult(new RouteDecision { Text = over.Text }), clientMaxBytes: 99);

        Assert.Equal(fits.Text, (await RouteAsync(router, fits)).Text);
        Assert.Equal(GrpcStatusCode.ResourceExhausted, await StatusAsync(router, over));
        Assert.Equal(GrpcStatusCode.ResourceExhausted, await StatusAsync(bigger, fits));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable_and_named()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        using var client = new GrpcChannel(new Uri($"http://127.0.0.1:{port}"));

        var failure = await Assert.ThrowsAsync<GrpcException>(
            () => client.UnaryAsync(TestRouter.Route, new RouteRequest(), timeout: null, CancellationToken.None));

        Assert.Equal(GrpcStatusCode.Unavailable, failure.Status.Code);
        Assert.Contains($"http://127.0.0.1:{port}", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_goes_on_after_a_call_that_failed()
    {
        var calls = 0;
        await using var router = await TestRouter.StartAsync((request, _) => Interlocked.Increment(ref calls) == 1
            ? throw new GrpcException(GrpcStatusCode.Unavailable, "starting")
            : Task.FromResult(new RouteDecision { Text = request.Text }));

        Assert.Equal(GrpcStatusCode.Unavailable, await StatusAsync(router, new RouteRequest { Text = "a" }));
        Assert.Equal("a", (await RouteAsync(router, new RouteRequest { Text = "a" })).Text);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1:1")]
    [InlineData("127.0.0.1:1")]
    public void An_address_that_is_not_http_is_refused(string address) =>
        Assert.ThrowsAny<ArgumentException>(() => new GrpcChannel(new Uri(address, UriKind.RelativeOrAbsolute)));

    private static Task<RouteDecision> RouteAsync(TestRouter router, RouteRequest request) =>
        router.Client.UnaryAsync(TestRouter.Route, request, timeout: null, CancellationToken.None);

    private static async Task<GrpcStatusCode> StatusAsync(TestRouter router, RouteRequest request) =>
        (await Assert.ThrowsAsync<GrpcException>(() => RouteAsync(router, request))).Status.Code;

    private static async Task<RouteDecision> WaitAsync(RouteRequest request, GrpcCallContext context)
    {
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return new RouteDecision();
    }
}
