using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Sessions.Internal;

namespace Router.Sessions.Tests;

/// <summary>
/// Runs a session the way its stream does, one call at a time, on a clock and with a router that are told what to do. Turns that come
/// while one is under way are merged.
/// </summary>
internal sealed class SessionHarness : IDisposable
{
    private readonly SpeechSession _session;
    private readonly List<Query> _queries = [];
    private Task<TurnResult>? _underWay;
    private Turn? _merged;
    private bool _woken;
    private long _sequence;

    public SessionHarness(SessionSettings? settings = null, SessionStart? start = null)
    {
        settings ??= TestSettings.Sessions;
        Load = new SpeculationLoad(settings.Speculation.MaxQueueDelay, Time);
        var router = new HypothesisRouter(
            start ?? new SessionStart(), RouteAsync, TestSettings.Limits, settings.Alternatives, Load, Time, NullLogger.Instance);
        _session = new SpeechSession(router, Texts.Tokenize, TestSettings.Limits, settings, Time, () => _woken = true, () => IsClosed = true);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public SpeculationLoad Load { get; }

    /// <summary>What the client was told, in order.</summary>
    public List<SessionUpdate> Updates { get; } = [];

    /// <summary>The queries that nobody has answered or cancelled.</summary>
    public IReadOnlyList<Query> Open => _queries.FindAll(query => !query.Result.Task.IsCompleted);

    /// <summary>Every text that was routed, in order.</summary>
    public IEnumerable<string> Routed => _queries.Select(query => query.Request.Text);

    public bool IsClosed { get; private set; }

    /// <summary>Whether the next event has to wait until the client has been told more.</summary>
    public bool IsHeldBack => !_session.AdmitAsync(Wake.Instance).IsCompleted;

    public async Task SendAsync(SessionEvent message)
    {
        Take(_session.Accept(message));
        await SettleAsync();
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
        while (true)
        {
            if (_underWay is { } task && Open.Count == 0) await FinishAsync(task);
            else if (_woken) TakeWake();
            else if (_underWay is null && _merged is { } turn) Begin(turn);
            else return;
        }
    }

    public void Dispose() => _session.Dispose();

    private void TakeWake()
    {
        _woken = false;
        Take(_session.Accept(Wake.Instance));
    }

    private void Take(Turn turn) => _merged = _merged is { } older ? Turn.Merge(older, turn) : turn;

    private void Begin(Turn turn)
    {
        _merged = null;
        _underWay = _session.RouteAsync(turn);
    }

    private async Task FinishAsync(Task<TurnResult> task)
    {
        // A final hypothesis may go on to its alternatives, which are open queries then.
        while (!task.IsCompleted && Open.Count == 0) await Task.Yield();
        if (!task.IsCompleted) return;
        _underWay = null;
        foreach (var update in _session.Conclude(await task)) Updates.Add(_session.Deliver(update));
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
