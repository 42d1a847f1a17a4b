using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Sessions.Internal;

namespace Router.Sessions.Tests;

/// <summary>
/// Runs a session the way its actor does, one call at a time, on a clock and with a router that are told what to do.
/// </summary>
internal sealed class SessionHarness
{
    private readonly SpeechSession _session;
    private readonly HypothesisRouter _router;
    private readonly List<Query> _queries = [];
    private readonly List<Task<Routed>> _underWay = [];
    private long _sequence;

    public SessionHarness(SessionSettings? settings = null, SessionStart? start = null)
    {
        settings ??= TestSettings.Sessions;
        Load = new SpeculationLoad(settings.Speculation.MaxQueueDelay, Time);
        _router = new HypothesisRouter(
            start ?? new SessionStart(), RouteAsync, Texts.Tokenize, TestSettings.Limits, settings.Alternatives, Load, Time, NullLogger.Instance)
        {
            MayRouteMore = texts => texts <= Budget,
        };
        _session = new SpeechSession(_router, Texts.Tokenize, TestSettings.Limits, settings, Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public SpeculationLoad Load { get; }

    /// <summary>Texts that the client may have routed beside those it sends by themselves.</summary>
    public int Budget { get; set; } = int.MaxValue;

    /// <summary>What the client was told, in order.</summary>
    public List<SessionUpdate> Updates { get; } = [];

    /// <summary>The queries that nobody has answered or cancelled.</summary>
    public IReadOnlyList<Query> Open => _queries.FindAll(query => !query.Result.Task.IsCompleted);

    /// <summary>Every text that was routed, in order.</summary>
    public IEnumerable<string> Routed => _queries.Select(query => query.Request.Text);

    public bool IsClosed => _session.IsOver || _session.IsDrained;

    /// <summary>Whether the client takes what it is told.</summary>
    public bool Takes { get; set; } = true;

    /// <summary>Whether the next event has to wait until the client has been told more.</summary>
    public bool IsHeldBack => !_session.HasRoom;

    public async Task SendAsync(SessionEvent message)
    {
        _session.Accept(message);
        await SettleAsync();
    }

    public Task DrainAsync()
    {
        _session.Drain();
        return SettleAsync();
    }

    public Task SayAsync(string text, bool final = false, double stability = 0.9, string utterance = "u", long? sequence = null) =>
        SendAsync(new Hypothesis
        {
            UtteranceId = utterance,
            Sequence = sequence ?? ++_sequence,
            Text = text,
            Final = final,
            Stability = stability,
        });

    public async Task AdvanceAsync(TimeSpan by)
    {
        Time.Advance(by);
        await SettleAsync();
    }

    /// <summary>Answers the one open query on a text.</summary>
    public async Task AnswerAsync(string text, RouteResult result)
    {
        Open.Single(query => query.Request.Text == text).Result.SetResult(result);
        await SettleAsync();
    }

    public Task AnswerAsync(string text, string intent = "alarm_set", DecisionOutcome outcome = DecisionOutcome.Routed, double score = 0.9) =>
        AnswerAsync(text, Decision(text, intent, outcome, score));

    public static RouteDecision Decision(
        string text, string intent = "alarm_set", DecisionOutcome outcome = DecisionOutcome.Routed, double score = 0.9) =>
        new(Guid.NewGuid())
        {
            Text = text,
            Outcome = outcome,
            Subsystem = outcome == DecisionOutcome.OutOfScope ? null : "alarm",
            Intent = outcome == DecisionOutcome.OutOfScope ? null : intent,
            Score = score,
        };

    /// <summary>Waits for what can go on without anybody's doing.</summary>
    public async Task SettleAsync()
    {
        do
        {
            foreach (var assignment in _session.Begin()) _underWay.Add(_router.RouteAsync(assignment));
            while (Takes && _session.Outbox.TryTake(out var update))
            {
                Updates.Add(update);
                _session.Outbox.Delivered();
            }
        }
        while (await ConcludeAsync());
    }

    public void End() => _session.End();

    /// <summary>Concludes a query that has ended; waits for one while there are more under way than the test has open.</summary>
    private async Task<bool> ConcludeAsync()
    {
        while (_underWay.Count > 0)
        {
            if (_underWay.Find(task => task.IsCompleted) is { } done)
            {
                _underWay.Remove(done);
                _session.Conclude(await done);
                return true;
            }
            if (Open.Count >= _underWay.Count) return false;
            await Task.Yield();
        }
        return false;
    }

    private async Task<RouteResult> RouteAsync(RouteRequest request, CancellationToken cancellationToken)
    {
        var query = new Query(request);
        _queries.Add(query);
        await using var registration = cancellationToken.Register(() => query.Result.TrySetCanceled(cancellationToken));
        return await query.Result.Task;
    }

    internal sealed class Query(RouteRequest request)
    {
        public RouteRequest Request { get; } = request;

        public TaskCompletionSource<RouteResult> Result { get; } = new();
    }
}
