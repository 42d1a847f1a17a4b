using Grpc.Core;
using Router.Contracts.Protocol;
using Router.Host.Tests;
using Router.Security.Tests.Wire;
using static Router.Security.Tests.Wire.Frames;

namespace Router.Security.Tests.Calls;

/// <summary>gRPC calls whose client does not take the answer: its window (RFC 9113, section 5.2) stays shut.</summary>
public sealed class UntakenAnswerTests
{
    /// <summary>A message without fields: its prefix.</summary>
    private static readonly byte[] Nothing = new byte[5];

    /// <summary>More than the server takes ahead of the client.</summary>
    private static readonly SessionUpdate Update = new() { Provisional = new ProvisionalDecision { UtteranceId = new string('x', 5000) } };

    private static readonly byte[] Shut = Settings((InitialWindowSize, 0));

    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ArmedClock _time = new();

    [Fact]
    public async Task Calls_whose_answer_is_not_taken_end_at_the_deadline()
    {
        const int Calls = 50;
        var (answered, all) = (0, new TaskCompletionSource());
        await using var router = await TestRouter.StartAsync(
            (_, _) =>
            {
                if (Interlocked.Increment(ref answered) == Calls) all.SetResult();
                return Task.FromResult(new RouteDecision());
            },
            time: _time);
        using var connection = await Http2Connection.OpenAsync(router.Address);
        var streams = Enumerable.Range(0, Calls).Select(i => 1 + (2 * i)).ToArray();

        var outcome = connection.SendUntilResetAsync(
            [Shut, .. streams.SelectMany<int, byte[]>(id => [Headers(id, Hpack.Call("Route")), Data(id, Nothing, EndStream)])], Calls);
        await all.Task.WaitAsync(Patience);

        var resets = (await _time.RunAsync(outcome, OpenDoors.Intake.Timeout)).Resets;
        Assert.Equal(streams.Select(id => (id, Http2Error.Cancel)), resets.Select(reset => (reset.Key, reset.Value)).Order());
    }

    [Fact]
    public async Task A_session_whose_update_is_not_taken_ends_at_the_deadline()
    {
        var (writing, over) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var router = await TestRouter.StartAsync(
            stream: async (_, responses, _) =>
            {
                var write = responses.WriteAsync(Update);
                writing.SetResult();
                await write.ContinueWith(_ => over.SetResult(), TaskScheduler.Default);
            },
            time: _time);
        using var connection = await Http2Connection.OpenAsync(router.Address);

        var outcome = connection.SendUntilResetAsync([Shut, Headers(1, Hpack.Call("Stream"))], 1);
        await writing.Task.WaitAsync(Patience);

        Assert.Equal(Http2Error.Cancel, (await _time.RunAsync(outcome, OpenDoors.Intake.Timeout)).Resets[1]);
        await over.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_session_goes_on_that_is_silent_or_whose_client_is_slow_to_take_each_update()
    {
        var taken = new TaskCompletionSource<bool>();
        Http2Connection? connection = null;
        await using var router = await TestRouter.StartAsync(
            stream: async (_, responses, context) =>
            {
                await context.WriteResponseHeadersAsync([]);
                for (var i = 0; i < 3; i++)
                {
                    _time.Advance(TimeSpan.FromHours(1));
                    var write = responses.WriteAsync(Update);
                    _time.Advance(OpenDoors.Intake.Timeout - TimeSpan.FromSeconds(1));
                    await connection!.StuffAsync([WindowUpdate(1, (uint)(Nothing.Length + Update.CalculateSize()))], Patience);
                    await write;
                }
                taken.SetResult(!context.CancellationToken.IsCancellationRequested);
            },
            time: _time);
        using var slow = connection = await Http2Connection.OpenAsync(router.Address);

        await connection.StuffAsync([Shut, Headers(1, Hpack.Call("Stream"))], Patience);

        Assert.True(await taken.Task.WaitAsync(Patience));
    }
}
