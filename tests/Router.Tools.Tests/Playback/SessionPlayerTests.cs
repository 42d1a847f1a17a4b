using System.Collections.Concurrent;
using Grpc.Core;
using Router.Contracts.Protocol;
using Router.Host;
using Router.Tools.Playback;
using Status = Grpc.Core.Status;

namespace Router.Tools.Tests.Playback;

/// <summary>Sessions are played to a server of the test's own, much faster than recorded.</summary>
public sealed class SessionPlayerTests
{
    private static readonly SessionScript Script = new("test",
    [
        At(0, new SessionEvent { Start = new SessionStart { Language = "en" } }),
        At(100, Hypothesis("u1", 1, "turn", final: false)),
        At(200, Hypothesis("u1", 2, "turn off", final: true)),
        At(300, Hypothesis("u2", 1, "stop", final: false)),
        At(400, new SessionEvent { Cancel = new CancelUtterance { UtteranceId = "u2" } }),
        At(500, Hypothesis("u3", 1, "louder", final: true)),
        At(600, new SessionEvent { End = new EndSession() }),
    ]);

    [Fact]
    public async Task Every_event_is_sent_and_every_final_hypothesis_ends_once()
    {
        var received = new ConcurrentQueue<SessionEvent>();
        await using var router = await TestRouter.StartAsync(stream: async (events, updates, context) =>
        {
            await foreach (var message in events.ReadAllAsync(context.CancellationToken))
            {
                received.Enqueue(message);
                if (message.Hypothesis is { Final: true } final) await updates.WriteAsync(Decided(final, hit: final.UtteranceId == "u1"));
            }
        });
        var listener = new Listener();

        var status = await PlayAsync(router, listener);

        Assert.Equal(StatusCode.OK, status.StatusCode);
        Assert.Equal(Script.Events.Select(timed => timed.Event), received);
        Assert.Equal(received, listener.Sent);
        Assert.Equal(2, listener.Updates.Count);
        Assert.Equal([("u1", true), ("u3", false)], listener.Ends.Select(end => (end.UtteranceId, end.Decision!.SpeculationHit)));
        Assert.All(listener.Ends, end => Assert.True(end.Latency > TimeSpan.Zero && end.Error is null));
    }

    [Fact]
    public async Task An_utterance_may_end_with_an_error_of_its_own()
    {
        await using var router = await TestRouter.StartAsync(stream: async (events, updates, context) =>
        {
            await foreach (var message in events.ReadAllAsync(context.CancellationToken))
            {
                if (message.Hypothesis is not { Final: true } final) continue;
                var error = new UtteranceError { UtteranceId = final.UtteranceId, Code = "RESOURCE_EXHAUSTED", Message = "full" };
                await updates.WriteAsync(final.UtteranceId == "u1" ? new SessionUpdate { Error = error } : Decided(final, hit: false));
            }
        });
        var listener = new Listener();

        await PlayAsync(router, listener);

        Assert.Equal([("u1", "RESOURCE_EXHAUSTED"), ("u3", null)], listener.Ends.Select(end => (end.UtteranceId, end.Error)));
    }

    [Fact]
    public async Task A_session_that_ends_with_an_error_ends_all_utterances_that_are_left()
    {
        await using var router = await TestRouter.StartAsync(stream: async (events, updates, context) =>
        {
            await foreach (var message in events.ReadAllAsync(context.CancellationToken))
            {
                if (message.Hypothesis is not { Final: true } final) continue;
                await updates.WriteAsync(Decided(final, hit: false));
                break;
            }
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "too many sessions"));
        });
        var listener = new Listener();

        var status = await PlayAsync(router, listener);

        Assert.Equal((StatusCode.ResourceExhausted, "too many sessions"), (status.StatusCode, status.Detail));
        Assert.Equal([("u1", null), ("u3", "RESOURCE_EXHAUSTED")], listener.Ends.Select(end => (end.UtteranceId, end.Error)));
        Assert.Equal("too many sessions", listener.Ends.Last().Detail);
    }

    [Fact]
    public async Task A_decision_that_never_comes_is_an_error_when_the_session_is_over()
    {
        await using var router = await TestRouter.StartAsync(stream: async (events, _, context) =>
        {
            await foreach (var message in events.ReadAllAsync(context.CancellationToken))
            {
                // Read to the end, and none of it answered.
            }
        });
        var listener = new Listener();

        Assert.Equal(StatusCode.OK, (await PlayAsync(router, listener)).StatusCode);

        Assert.Equal(["u1", "u3"], listener.Ends.Select(end => end.UtteranceId).Order());
        Assert.All(listener.Ends, end => Assert.Equal("UNKNOWN", end.Error));
    }

    [Fact]
    public async Task Latency_counts_from_when_the_hypothesis_was_due_where_that_is_asked_for()
    {
        await using var router = await TestRouter.StartAsync(stream: async (events, updates, context) =>
        {
            await foreach (var message in events.ReadAllAsync(context.CancellationToken))
            {
                if (message.Hypothesis is { Final: true } final) await updates.WriteAsync(Decided(final, hit: false));
            }
        });
        var listener = new Listener();
        var minuteAgo = TimeProvider.System.GetTimestamp() - (60 * TimeProvider.System.TimestampFrequency);

        await new SessionPlayer(router.Channel, 1, TimeProvider.System).PlayAsync(Script, listener, minuteAgo, CancellationToken.None);

        Assert.All(listener.Ends, end => Assert.InRange(end.Latency, TimeSpan.FromSeconds(59), TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_of_no_further_end()
    {
        using var cancellation = new CancellationTokenSource();
        await using var router = await TestRouter.StartAsync(stream: async (events, _, context) =>
        {
            await foreach (var message in events.ReadAllAsync(context.CancellationToken))
            {
                if (message.Hypothesis is { Final: true }) await cancellation.CancelAsync();
            }
        });
        var listener = new Listener();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new SessionPlayer(router.Channel, 50, TimeProvider.System).PlayAsync(Script, listener, due: null, cancellation.Token));

        Assert.Empty(listener.Ends);
    }

    private static Task<Status> PlayAsync(TestRouter router, ISessionListener listener) =>
        new SessionPlayer(router.Channel, speed: 50, TimeProvider.System).PlayAsync(Script, listener, due: null, CancellationToken.None);

    private static TimedEvent At(int milliseconds, SessionEvent message) => new(TimeSpan.FromMilliseconds(milliseconds), message);

    private static SessionEvent Hypothesis(string utterance, uint sequence, string text, bool final) => new()
    {
        Hypothesis = new Hypothesis { UtteranceId = utterance, Sequence = sequence, Text = text, Final = final },
    };

    private static SessionUpdate Decided(Hypothesis hypothesis, bool hit)
    {
        var final = new FinalDecision { UtteranceId = hypothesis.UtteranceId, SpeculationHit = hit, Decision = new RouteDecision() };
        return new SessionUpdate { Final = final };
    }

    private sealed class Listener : ISessionListener
    {
        public ConcurrentQueue<SessionEvent> Sent { get; } = [];

        public ConcurrentQueue<SessionUpdate> Updates { get; } = [];

        public ConcurrentQueue<UtteranceEnd> Ends { get; } = [];

        void ISessionListener.Sent(SessionEvent sent) => Sent.Enqueue(sent);

        void ISessionListener.Received(SessionUpdate update) => Updates.Enqueue(update);

        void ISessionListener.Ended(UtteranceEnd end) => Ends.Enqueue(end);
    }
}
