using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Router.Contracts.Protocol;

namespace Router.Host.Tests.Grpc;

/// <summary><c>router.v1.Router</c> over a real connection on the shipped models.</summary>
[Collection(RouterCollection.Name)]
public sealed class RouterServiceTests : IDisposable
{
    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly SessionEvent Start = new() { Start = new SessionStart { Language = "en" } };

    private readonly RouterFixture _router;
    private readonly GrpcChannel _channel;

    public RouterServiceTests(RouterFixture router) => (_router, _channel) = (router, GrpcChannel.ForAddress(router.Server.GrpcAddress!));

    private Contracts.Protocol.Router.RouterClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_session_gives_provisional_decisions_and_a_final_one()
    {
        using var call = Client.Stream();
        await call.RequestStream.WriteAsync(Start);
        Assert.Equal(SessionNotice.Types.Kind.Started, (await NextAsync(call)).Notice.Kind);
        await call.RequestStream.WriteAsync(Heard(new Hypothesis { UtteranceId = "a", Sequence = 1, Text = "wake me up at six", Stability = 0.9 }));
        Assert.Equal("alarm_set", (await NextAsync(call)).Provisional.Decision.Intent);
        await call.RequestStream.WriteAsync(Heard(new Hypothesis { UtteranceId = "a", Sequence = 2, Text = "Wake me up at six", Final = true }));
        Assert.Equal("Wake me up at six", (await NextAsync(call)).Final.Decision.Text);
        await call.RequestStream.CompleteAsync();
        Assert.Equal(SessionNotice.Types.Kind.Ended, (await NextAsync(call)).Notice.Kind);
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    public static TheoryData<byte[], string> Malformed => new()
    {
        { [0x12, 0x04, 0x1a, 0x02, 0xc3, 0x28], "hypothesis.text: is not valid UTF-8" },
        { [0x12, 0x7f, 0x01], "request: is not a router.v1.SessionEvent message" },
        { [], "event: is missing" },
        { Start.ToByteArray(), "start: " },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_event_ends_a_session_that_is_open_with_INVALID_ARGUMENT_naming_what_is_wrong(byte[] bytes, string detail)
    {
        using var call = OpenRaw();
        await call.RequestStream.WriteAsync(Start.ToByteArray());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await call.RequestStream.WriteAsync(bytes);

        var ended = await EndAsync(call);

        Assert.Equal(StatusCode.InvalidArgument, ended.StatusCode);
        Assert.StartsWith(detail, ended.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_over_the_bound_ends_the_session_naming_it()
    {
        using var call = OpenRaw();
        await call.RequestStream.WriteAsync(Start.ToByteArray());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        // The server may end the call before all of it is sent, which ends the sending.
        var sending = call.RequestStream.WriteAsync(new byte[(1024 * 1024) + 1]);

        var ended = await EndAsync(call);
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal(StatusCode.ResourceExhausted, ended.StatusCode);
        Assert.Contains("(router.grpc.max-message-bytes)", ended.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_vanishes_leaves_nothing_behind()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = Client.Stream(cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(Start);
        await NextAsync(call);
        var before = _router.Server.Node.Sessions.Count;

        await cancellation.CancelAsync();

        Assert.Equal(1, before);
        using var patience = new CancellationTokenSource(Patience);
        while (_router.Server.Node.Sessions.Count > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_deadline_longer_than_any_query_may_take_is_no_error()
    {
        var decision = await Client.RouteAsync(new RouteRequest { Text = "wake me up at six" }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(365));
        Assert.Equal("alarm", decision.Subsystem);
    }

    [Fact]
    public async Task A_text_that_is_not_valid_UTF8_is_refused_by_name()
    {
        var method = new Method<byte[], RouteDecision>(
            MethodType.Unary, "router.v1.Router", "Route", Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes), Of(RouteDecision.Parser));
        var call = _channel.CreateCallInvoker().AsyncUnaryCall(method, host: null, new CallOptions(), [0x0a, 0x02, 0xc3, 0x28]);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await call);

        Assert.Equal((StatusCode.InvalidArgument, "text: is not valid UTF-8"), (refused.StatusCode, refused.Status.Detail));
    }

    private AsyncDuplexStreamingCall<byte[], SessionUpdate> OpenRaw()
    {
        var method = new Method<byte[], SessionUpdate>(
            MethodType.DuplexStreaming, "router.v1.Router", "Stream", Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes), Of(SessionUpdate.Parser));
        return _channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            method, host: null, new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience));
    }

    private static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : IMessage<T> => Marshallers.Create(message => message.ToByteArray(), parser.ParseFrom);

    private static async Task<RpcException> EndAsync(AsyncDuplexStreamingCall<byte[], SessionUpdate> call) =>
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var update in call.ResponseStream.ReadAllAsync()) Assert.NotNull(update);
        });

    private static async Task<SessionUpdate> NextAsync(AsyncDuplexStreamingCall<SessionEvent, SessionUpdate> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }

    private static SessionEvent Heard(Hypothesis hypothesis) => new() { Hypothesis = hypothesis };
}
