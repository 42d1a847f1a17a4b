using Google.Protobuf;
using Router.Host.Grpc;
using Router.Host.Grpc.Client;
using Router.Interop.Tests.Protocol;

namespace Router.Interop.Tests;

/// <summary>Our own client against grpcio's server.</summary>
public sealed class ForeignServerTests(ForeignServer server) : IClassFixture<ForeignServer>, IDisposable
{
    private static readonly GrpcClientMethod<EchoRequest, EchoReply> Say =
        GrpcClientMethod<EchoRequest, EchoReply>.Unary(EchoReflection.Descriptor.Services[0], "Say");

    private static readonly GrpcClientMethod<EchoRequest, EchoReply> Nobody =
        GrpcClientMethod<EchoRequest, EchoReply>.Unary(EchoReflection.Descriptor.Services[0], "Nobody");

    private static readonly GrpcClientMethod<EchoRequest, EchoReply> Chat =
        GrpcClientMethod<EchoRequest, EchoReply>.Duplex(EchoReflection.Descriptor.Services[0], "Chat");

    private readonly GrpcChannel _client = new(server.Address!, new GrpcChannelOptions { MaxMessageBytes = 100_000 });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_request_gets_its_response()
    {
        var request = new EchoRequest { Text = "打开窗帘", Payload = ByteString.CopyFrom(new byte[90_000]) };

        var reply = await SayAsync(request);

        Assert.Equal((request.Text, request.Payload), (reply.Text, reply.Payload));
    }

    [Fact]
    public async Task A_status_and_its_message_arrive()
    {
        var failure = await Assert.ThrowsAsync<GrpcException>(() => SayAsync(new EchoRequest { Text = "fail" }));

        Assert.Equal(new GrpcStatus(GrpcStatusCode.ResourceExhausted, "100 % voll, später 再试"), failure.Status);
    }

    [Fact]
    public async Task A_method_that_nobody_serves_is_unimplemented()
    {
        var failure = await Assert.ThrowsAsync<GrpcException>(
            () => _client.UnaryAsync(Nobody, new EchoRequest(), timeout: null, CancellationToken.None));

        Assert.Equal(GrpcStatusCode.Unimplemented, failure.Status.Code);
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline()
    {
        var failure = await Assert.ThrowsAsync<GrpcException>(
            () => _client.UnaryAsync(Say, new EchoRequest { Text = "wait" }, TimeSpan.FromMilliseconds(50), CancellationToken.None));

        Assert.Equal(GrpcStatusCode.DeadlineExceeded, failure.Status.Code);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_answered_so()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = _client.Duplex(Chat, timeout: null, cancellation.Token);
        await using var replies = call.ReadAllAsync().GetAsyncEnumerator();
        await call.WriteAsync(new EchoRequest { Text = "first" });
        Assert.True(await replies.MoveNextAsync());
        await call.WriteAsync(new EchoRequest { Text = "wait" });

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await replies.MoveNextAsync());
    }

    [Fact]
    public async Task Each_response_comes_before_the_next_request_is_sent()
    {
        using var call = _client.Duplex(Chat, timeout: null, CancellationToken.None);
        await using var replies = call.ReadAllAsync().GetAsyncEnumerator();

        for (var i = 0; i < 5; i++)
        {
            await call.WriteAsync(new EchoRequest { Text = $"text {i}" });
            Assert.True(await replies.MoveNextAsync());
            Assert.Equal($"text {i}", replies.Current.Text);
        }
        call.Complete();

        Assert.False(await replies.MoveNextAsync());
    }

    [Fact]
    public async Task A_status_that_ends_a_stream_is_thrown_by_its_reader()
    {
        using var call = _client.Duplex(Chat, timeout: null, CancellationToken.None);
        await using var replies = call.ReadAllAsync().GetAsyncEnumerator();
        await call.WriteAsync(new EchoRequest { Text = "fail" });

        var failure = await Assert.ThrowsAsync<GrpcException>(async () => await replies.MoveNextAsync());

        Assert.Equal(GrpcStatusCode.ResourceExhausted, failure.Status.Code);
    }

    private Task<EchoReply> SayAsync(EchoRequest request) => _client.UnaryAsync(Say, request, timeout: null, CancellationToken.None);
}
