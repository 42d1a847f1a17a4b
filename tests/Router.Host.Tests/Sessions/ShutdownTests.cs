using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts.Protocol;
using Router.Testing;

namespace Router.Host.Tests.Sessions;

/// <summary>What clients are told whose sessions and queries are open when a server stops: over real sockets, each with a server of its own.</summary>
[Collection(RouterCollection.Name)]
public sealed class ShutdownTests
{
    private const string Text = "wake me up at six";

    [Fact]
    public async Task Every_final_written_before_a_server_stops_is_answered_and_the_call_says_why_it_ends()
    {
        const int Finals = 40;
        await using var server = await SlowServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.GrpcAddress);
        using var call = new Contracts.Protocol.Router.RouterClient(channel).Stream();
        await call.RequestStream.WriteAsync(new SessionEvent { Start = new SessionStart() });
        for (var i = 0; i < Finals; i++)
            await call.RequestStream.WriteAsync(new SessionEvent { Hypothesis = new Hypothesis { UtteranceId = $"u{i}", Text = $"{Text} {i}", Final = true } });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        var stopping = server.StopAsync();
        var (answered, failure) = await ReadAsync(call.ResponseStream);
        await stopping;

        Assert.Equal(Enumerable.Range(0, Finals).Select(i => $"u{i}").Order(StringComparer.Ordinal), answered.Order(StringComparer.Ordinal));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    private static async Task<(List<string> Answered, RpcException Failure)> ReadAsync(IAsyncStreamReader<SessionUpdate> updates)
    {
        var answered = new List<string>();
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await updates.MoveNext(CancellationToken.None))
            {
                if (updates.Current.Final is { } final) answered.Add(final.UtteranceId);
                if (updates.Current.Error is { } error) answered.Add(error.UtteranceId);
            }
        });
        return (answered, failure);
    }

    /// <summary>A server with one subsystem, which the test may hold up.</summary>
    private sealed class SlowServer : IAsyncDisposable
    {
        private readonly TestInstallation _installation = new("alarm");
        private readonly ManualResetEventSlim _release = new(initialState: true);
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private RouterServer? _server;
        private Task? _stopping;

        public Uri Address => _server!.Address;

        public Uri GrpcAddress => _server!.GrpcAddress!;

        /// <summary>Done once a query is held up.</summary>
        public Task Held => _held.Task;

        public static async Task<SlowServer> StartAsync(params string[] settings)
        {
            var slow = new SlowServer();
            slow._server = await RouterServer.StartAsync(
                slow._installation.Configuration(["router.http.port=0", "router.grpc.port=0", "router.deadline.default=20s", .. settings]),
                (_, judge) => batch =>
                {
                    if (!slow._release.IsSet) slow._held.TrySetResult();
                    slow._release.Wait();
                    return judge(batch);
                },
                NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
            return slow;
        }

        public void Hold() => _release.Reset();

        public void Release() => _release.Set();

        public Task StopAsync() => _stopping ??= Task.Run(() => _server!.DisposeAsync().AsTask());

        public async ValueTask DisposeAsync()
        {
            Release();
            await StopAsync();
            _release.Dispose();
            _installation.Dispose();
        }
    }
}
