using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;

namespace Router.Sessions.Tests;

/// <summary>Sessions as streams, over a router whose backbone and ranker are the test's.</summary>
public sealed class SessionHostTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestProbe _ranker;
    private readonly TestProbe _backbone;
    private readonly QueryRouter _queries;

    public SessionHostTests()
    {
        (_ranker, _backbone) = (CreateTestProbe(), CreateTestProbe());
        _queries = new QueryRouter(OneBackbone.Pieces(Texts.Tokenize), OneBackbone.At(_backbone), [_ranker.Ref], TestSettings.Limits, TimeProvider.System);
    }

    [Fact]
    public async Task A_session_opens_answers_and_ends()
    {
        var client = new Client(Host(), "a");
        await client.SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        AnswerOne("alarm_set");
        await client.SayAsync(new EndSession());
        await client.Done.WaitAsync(Patience);

        Assert.Equal([typeof(SessionNotice), typeof(FinalDecision), typeof(SessionNotice)], client.Updates.Select(update => update.GetType()));
    }

    [Fact]
    public async Task The_end_of_the_clients_events_is_the_sessions()
    {
        var client = new Client(Host(), "a");
        await client.SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        client.Close();
        AnswerOne("alarm_set");
        await client.Done.WaitAsync(Patience);

        Assert.IsType<FinalDecision>(client.Updates[1]);
    }

    [Fact]
    public async Task Each_client_may_open_so_many_sessions_and_the_node_so_many_in_all()
    {
        var host = Host();
        Client[] open = [new(host, "a"), new(host, "a"), new(host, "b")];
        foreach (var client in open) await client.Started.WaitAsync(Patience);
        var ofClient = await Assert.ThrowsAsync<SessionEndedException>(() => new Client(host, "a").Done);
        await new Client(host, "b").Started.WaitAsync(Patience);

        var ofNode = await Assert.ThrowsAsync<SessionEndedException>(() => new Client(host, "c").Done);
        open[0].Close();
        await open[0].Done.WaitAsync(Patience);
        await new Client(host, "c").Started.WaitAsync(Patience);

        Assert.Contains("router.sessions.max-per-client", ofClient.Error.Detail, StringComparison.Ordinal);
        Assert.Contains("(router.sessions.max)", ofNode.Error.Detail, StringComparison.Ordinal);
        Assert.Equal((ErrorCodes.ResourceExhausted, ErrorCodes.ResourceExhausted), (ofClient.Error.Code, ofNode.Error.Code));
    }

    [Fact]
    public async Task Other_names_give_a_caller_no_more_sessions()
    {
        var host = Host(TestSettings.Sessions with { MaxPerCaller = 2 });
        Client[] open = [new(host, "a"), new(host, "")];
        foreach (var client in open) await client.Started.WaitAsync(Patience);

        var refused = await Assert.ThrowsAsync<SessionEndedException>(() => new Client(host, "b").Done);
        await new Client(host, "b", caller: "127.0.0.2").Started.WaitAsync(Patience);

        Assert.Contains("router.sessions.max-per-caller", refused.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_callers_names_are_not_anothers()
    {
        var host = Host();
        Client[] open = [new(host, "a"), new(host, "a")];
        foreach (var client in open) await client.Started.WaitAsync(Patience);

        await new Client(host, "a", caller: "127.0.0.2").Started.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_stands_still_is_ended_before_and_after_its_start(bool start)
    {
        var host = Host(TestSettings.Sessions with { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        var client = new Client(host, start ? "a" : null);
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => client.Done.WaitAsync(Patience));

        Assert.Equal(ErrorCodes.DeadlineExceeded, ended.Error.Code);
        Assert.Equal(0, host.Count);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_not_read_from_and_the_others_are_served()
    {
        var host = Host(TestSettings.Sessions with { MaxEventsPerSecond = 1000 });
        var slow = new Client(host, "slow", takes: false);
        var sent = 0;
        // Each is an error, at once: many more than the session may owe and its channels hold.
        var sending = SendAsync();
        await slow.Stuck.WaitAsync(Patience);
        var other = new Client(host, "other");
        for (var i = 0; i < 200; i++) await other.SayAsync(new Hypothesis("u", i, "\ud800", Final: true));
        await other.SayAsync(new Hypothesis("v", 1, "wake me up", Final: true));
        AnswerOne("alarm_set");
        other.Close();
        await other.Done.WaitAsync(Patience);

        Assert.False(sending.IsCompleted);
        Assert.InRange(Volatile.Read(ref sent), 1, 60);
        Assert.Equal(200, other.Updates.OfType<UtteranceError>().Count());
        Assert.Single(other.Updates.OfType<FinalDecision>());
        await slow.VanishAsync();

        async Task SendAsync()
        {
            for (; sent < 200; sent++) await slow.SayAsync(new Hypothesis("u", sent, "\ud800", Final: true));
        }
    }

    [Fact]
    public async Task A_client_that_vanishes_takes_its_query_with_it()
    {
        var host = Host();
        var client = new Client(host, "a");
        await client.SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        var query = _ranker.ExpectMsg<RankQuery>(Patience).Query;
        await client.VanishAsync();

        Assert.Equal(query.Id, _ranker.ExpectMsg<CancelQuery>(Patience).QueryId);
        await AwaitConditionAsync(() => Task.FromResult((host.Count, _queries.InFlight) == (0, 0)), Patience);
    }

    [Fact]
    public async Task A_node_that_stops_lets_sessions_finish_their_utterances_and_opens_no_others()
    {
        var host = Host();
        var (idle, busy) = (new Client(host, "idle"), new Client(host, "busy"));
        await idle.Started.WaitAsync(Patience);
        await busy.SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        var query = _ranker.ExpectMsg<RankQuery>(Patience).Query;
        var sender = _ranker.LastSender;
        var draining = host.DrainAsync(Patience);
        var idleEnd = await Assert.ThrowsAsync<SessionEndedException>(() => idle.Done.WaitAsync(Patience));
        var refused = await Assert.ThrowsAsync<SessionEndedException>(() => new Client(host, "late").Done);
        var early = busy.Done.IsCompleted;
        sender.Tell(SessionHarness.Decision("wake me up") with { QueryId = query.Id });
        var busyEnd = await Assert.ThrowsAsync<SessionEndedException>(() => busy.Done.WaitAsync(Patience));

        Assert.Equal((false, 0, ErrorCodes.Unavailable), (early, await draining, refused.Error.Code));
        Assert.Equal((ErrorCodes.Unavailable, ErrorCodes.Unavailable), (idleEnd.Error.Code, busyEnd.Error.Code));
        Assert.Single(busy.Updates.OfType<FinalDecision>());
        Assert.Contains(idle.Updates.OfType<SessionNotice>(), notice => notice.Kind == SessionNoticeKind.Draining);
    }

    [Fact]
    public async Task Sessions_that_do_not_drain_in_time_are_told_so_and_their_finals_are_refused()
    {
        var host = Host();
        var client = new Client(host, "a");
        await client.SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        _ranker.ExpectMsg<RankQuery>(Patience);
        var left = await host.DrainAsync(TimeSpan.FromMilliseconds(10));
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => client.Done.WaitAsync(Patience));

        Assert.Equal((1, 0, ErrorCodes.Unavailable), (left, host.Count, ended.Error.Code));
        Assert.Equal(("u", ErrorCodes.Unavailable), client.Updates.OfType<UtteranceError>().Select(error => (error.UtteranceId, error.Error.Code)).Single());
    }

    [Fact]
    public async Task Finals_that_were_not_yet_read_when_the_time_to_drain_is_over_are_refused_one_by_one()
    {
        const int Finals = 40;
        var updates = new List<SessionUpdate>();
        var events = Channel.CreateUnbounded<SessionEvent>();
        await events.Writer.WriteAsync(new SessionStart());
        for (var i = 0; i < Finals; i++) await events.Writer.WriteAsync(new Hypothesis($"u{i}", 1, "wake me up", Final: true));
        var host = Host(TestSettings.Sessions with { MaxPendingUpdates = 3 });
        var running = host.RunAsync(new Asker("127.0.0.1", ""), events.Reader.ReadAllAsync(), _ => true, TakeAsync, CancellationToken.None);
        _ranker.ExpectMsg<RankQuery>(Patience);
        var left = await host.DrainAsync(TimeSpan.FromMilliseconds(10));
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => running.WaitAsync(Patience));

        Assert.Equal((1, 0, ErrorCodes.Unavailable), (left, host.Count, ended.Error.Code));
        Assert.Equal(
            Enumerable.Range(0, Finals).Select(i => ($"u{i}", ErrorCodes.Unavailable)),
            updates.OfType<UtteranceError>().Select(error => (error.UtteranceId, error.Error.Code)));

        Task TakeAsync(SessionUpdate update, CancellationToken cancellationToken)
        {
            updates.Add(update);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Every_final_that_was_sent_before_the_node_stops_is_answered()
    {
        const int Finals = 40;
        var host = Host(TestSettings.Sessions with { MaxPendingUpdates = 3 });
        var updates = new List<SessionUpdate>();
        var events = Channel.CreateUnbounded<SessionEvent>();
        await events.Writer.WriteAsync(new SessionStart());
        for (var i = 0; i < Finals; i++) await events.Writer.WriteAsync(new Hypothesis($"u{i}", 1, "wake me up", Final: true));
        var running = host.RunAsync(new Asker("127.0.0.1", ""), events.Reader.ReadAllAsync(), _ => true, TakeAsync, CancellationToken.None);
        AnswerOne("alarm_set");
        var draining = host.DrainAsync(Patience);
        var answering = Task.Run(AnswerAll);
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => running.WaitAsync(Patience));
        await draining;

        Assert.Equal(ErrorCodes.Unavailable, ended.Error.Code);
        Assert.Equal(
            Enumerable.Range(0, Finals).Select(i => $"u{i}").Order(StringComparer.Ordinal),
            updates.Select(IdOf).OfType<string>().Order(StringComparer.Ordinal));
        await answering;

        void AnswerAll()
        {
            while (!draining.IsCompleted)
            {
                if (_ranker.ReceiveOne(TimeSpan.FromMilliseconds(20)) is RankQuery { Query: var query })
                    _ranker.LastSender.Tell(SessionHarness.Decision(query.Text.Text) with { QueryId = query.Id });
            }
        }

        Task TakeAsync(SessionUpdate update, CancellationToken cancellationToken)
        {
            updates.Add(update);
            return Task.CompletedTask;
        }

        static string? IdOf(SessionUpdate update) => update switch
        {
            FinalDecision final => final.UtteranceId,
            UtteranceError error => error.UtteranceId,
            _ => null,
        };
    }

    public static TheoryData<Exception, string, string?> Failures => new()
    {
        { new InvalidRequestException("text", "is null; a text is needed"), ErrorCodes.InvalidArgument, "text" },
        { new AggregateException(new InvalidRequestException("text", "is null; a text is needed")), ErrorCodes.InvalidArgument, "text" },
        { new SessionEndedException(new RouteError(ErrorCodes.ResourceExhausted, "too large", "message")), ErrorCodes.ResourceExhausted, "message" },
        { new InvalidOperationException("a fault of ours"), ErrorCodes.Internal, null },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task An_event_that_cannot_be_read_ends_the_session_with_its_error_and_nothing_that_was_decided_is_lost(
        Exception failure, string code, string? field)
    {
        var host = Host();
        var client = new Client(host, "a");
        await client.SayAsync(new Hypothesis("u", 1, "", Final: true));
        client.Close(failure);
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => client.Done.WaitAsync(Patience));

        Assert.Equal((code, field, 0), (ended.Error.Code, ended.Error.Field, host.Count));
        Assert.Equal([typeof(SessionNotice), typeof(FinalDecision)], client.Updates.Select(update => update.GetType()));
    }

    [Fact]
    public async Task What_comes_right_before_an_event_that_cannot_be_read_is_answered()
    {
        var updates = new List<SessionUpdate>();
        var running = Host(TestSettings.Sessions with { MaxPendingUpdates = 2 }).RunAsync(new Asker("127.0.0.1", ""), EventsAsync(), _ => true, TakeAsync, CancellationToken.None);
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => running.WaitAsync(Patience));

        Assert.Equal("text", ended.Error.Field);
        Assert.Equal(20, updates.OfType<FinalDecision>().Count());

        static async IAsyncEnumerable<SessionEvent> EventsAsync()
        {
            await Task.CompletedTask;
            yield return new SessionStart();
            for (var i = 0; i < 20; i++) yield return new Hypothesis($"u{i}", 1, "", Final: true);
            throw new InvalidRequestException("text", "is null; a text is needed");
        }

        Task TakeAsync(SessionUpdate update, CancellationToken cancellationToken)
        {
            updates.Add(update);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_session_that_fails_ends_with_an_error_and_the_others_go_on()
    {
        var host = new SessionHost(
            Sys, _queries.RouteAsync, _queries.Limits, text => text == "boom" ? throw new InvalidOperationException(text) : Texts.Tokenize(text),
            TestSettings.Sessions, TimeProvider.System, NullLogger.Instance);
        var (failing, other) = (new Client(host, "a"), new Client(host, "b"));
        await other.Started.WaitAsync(Patience);
        await failing.SayAsync(new Hypothesis("u", 1, "boom", Final: true));
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => failing.Done.WaitAsync(Patience));
        await other.SayAsync(new Hypothesis("u", 1, "wake me up", Final: true));
        AnswerOne("alarm_set");
        other.Close();
        await other.Done.WaitAsync(Patience);

        Assert.Equal((ErrorCodes.Internal, 0), (ended.Error.Code, host.Count));
        Assert.Single(other.Updates.OfType<FinalDecision>());
    }

    [Theory]
    [InlineData("boom", "Session ")]
    [InlineData("bang", "A query of a session failed")]
    public async Task What_fails_in_a_session_is_told_under_the_request_that_opened_it(string text, string expected)
    {
        var log = new TracedLog();
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        var host = new SessionHost(
            Sys, (_, _) => throw new InvalidOperationException(), _queries.Limits, said => said == "boom" ? throw new InvalidOperationException(said) : Texts.Tokenize(said),
            TestSettings.Sessions, TimeProvider.System, log);
        var client = new Client(host, "a");
        Activity.Current = null;
        await client.SayAsync(new Hypothesis("u", 1, text, Final: true));
        var (message, trace) = await log.Told.Task.WaitAsync(Patience);

        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.Equal(request.TraceId, trace);
    }

    [Fact]
    public async Task A_client_that_cannot_be_written_to_is_gone()
    {
        var host = Host();
        var client = new Client(host, "a") { Breaks = true };
        await client.Started.WaitAsync(Patience);
        await client.SayAsync(new Hypothesis("u", 1, "", Final: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Done.WaitAsync(Patience));

        Assert.Equal(0, host.Count);
    }

    [Fact]
    public async Task When_the_actors_stop_the_sessions_say_so()
    {
        var client = new Client(Host(), "a");
        await client.Started.WaitAsync(Patience);
        await Sys.Terminate();
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => client.Done.WaitAsync(Patience));

        Assert.Contains(ended.Error.Code, new[] { ErrorCodes.Unavailable, ErrorCodes.Internal });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task Every_final_is_answered_in_its_order_before_the_session_ends(int finals)
    {
        var client = new Client(Host(TestSettings.Sessions with { MaxPendingUpdates = 3 }), "a");
        for (var i = 0; i < finals; i++) await client.SayAsync(new Hypothesis($"u{i}", 1, "", Final: true));
        client.Close();
        await client.Done.WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, finals).Select(i => $"u{i}"), client.Updates.OfType<FinalDecision>().Select(final => final.UtteranceId));
        Assert.Equal(SessionNoticeKind.Ended, Assert.IsType<SessionNotice>(client.Updates[^1]).Kind);
    }

    private void AnswerOne(string intent)
    {
        var query = _ranker.ExpectMsg<RankQuery>(Patience).Query;
        _ranker.LastSender.Tell(SessionHarness.Decision(query.Text.Text, intent) with { QueryId = query.Id });
    }

    private SessionHost Host(SessionSettings? settings = null) =>
        new(Sys, _queries.RouteAsync, _queries.Limits, Texts.Tokenize, settings ?? TestSettings.Sessions, TimeProvider.System, NullLogger.Instance);

    /// <summary>Keeps the first message, and the trace that it was told under.</summary>
    private sealed class TracedLog : ILogger
    {
        public TaskCompletionSource<(string Message, ActivityTraceId? Trace)> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.TrySetResult((formatter(state, exception), Activity.Current?.TraceId));
    }

    private sealed class Client
    {
        private readonly Channel<SessionEvent> _events = Channel.CreateBounded<SessionEvent>(1);
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _gone = new();
        private readonly bool _takes;

        public Client(SessionHost host, string? id, bool takes = true, string caller = "127.0.0.1")
        {
            _takes = takes;
            if (id is not null) _events.Writer.TryWrite(new SessionStart(ClientId: id));
            Done = host.RunAsync(new Asker(caller, caller), EventsAsync(), _ => true, TakeAsync, _gone.Token);
        }

        public List<SessionUpdate> Updates { get; } = [];

        public Task Started => _started.Task;

        /// <summary>Done once a client that takes nothing has been given something.</summary>
        public Task Stuck => _stuck.Task;

        public Task Done { get; }

        public ValueTask SayAsync(SessionEvent message) => _events.Writer.WriteAsync(message);

        /// <summary>Whether nothing reaches it once it has started.</summary>
        public bool Breaks { get; init; }

        public void Close(Exception? failure = null) => _events.Writer.Complete(failure);

        public async Task VanishAsync()
        {
            await _gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Done.WaitAsync(Patience));
        }

        private async IAsyncEnumerable<SessionEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var message in _events.Reader.ReadAllAsync(cancellationToken)) yield return message;
        }

        private async Task TakeAsync(SessionUpdate update, CancellationToken cancellationToken)
        {
            Updates.Add(update);
            if (update is SessionNotice { Kind: SessionNoticeKind.Started })
            {
                _started.TrySetResult();
            }
            else if (Breaks)
            {
                throw new OperationCanceledException("the client is gone");
            }
            else if (!_takes)
            {
                _stuck.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        }
    }
}
