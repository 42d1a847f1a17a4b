using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Sessions.Internal;

namespace Router.Sessions;

/// <summary>Runs the sessions of a node: one for each stream of a voice front end, over whatever protocol.</summary>
public sealed class SessionHost
{
    private readonly IMaterializer _materializer;
    private readonly RouteText _route;
    private readonly RoutingLimits _limits;
    private readonly Func<string, TokenizedText> _tokenize;
    private readonly SessionSettings _settings;
    private readonly SpeculationLoad _load;
    private readonly SessionRegistry _registry;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="system">Runs the streams.</param>
    /// <param name="route">Routes what sessions find worth routing.</param>
    /// <param name="limits">Bounds of texts and times.</param>
    /// <param name="tokenize">The backbone's tokenizer; called by many threads at once.</param>
    /// <param name="settings">Bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where failures are told.</param>
    public SessionHost(
        ActorSystem system,
        RouteText route,
        RoutingLimits limits,
        Func<string, TokenizedText> tokenize,
        SessionSettings settings,
        TimeProvider time,
        ILogger logger)
    {
        (_materializer, _route, _limits, _tokenize) = (system.Materializer(), route, limits, tokenize);
        (_settings, _time, _logger) = (settings, time, logger);
        _load = new SpeculationLoad(settings.Speculation.MaxQueueDelay, time);
        _registry = new SessionRegistry(settings);
    }

    /// <summary>Sessions open.</summary>
    public int Count => _registry.Count;

    /// <summary>The bounds.</summary>
    public SessionSettings Settings => _settings;

    /// <summary>Runs one session to its end.</summary>
    /// <param name="peer">The client's address: whose sessions are counted together when the session names no client.</param>
    /// <param name="events">
    /// What the client says; enumerated once, and no faster than the session takes it. The enumeration must end when its token is cancelled.
    /// </param>
    /// <param name="write">Tells the client one update after the other; what it takes holds the session back.</param>
    /// <param name="cancellationToken">The client is gone: everything under way is dropped.</param>
    /// <exception cref="SessionEndedException">The session was not opened, or ended for another reason than its client's wish.</exception>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task RunAsync(
        string peer,
        IAsyncEnumerable<SessionEvent> events,
        Func<SessionUpdate, CancellationToken, Task> write,
        CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(_time.GetUtcNow());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var source = events.GetAsyncEnumerator(stop.Token);
        try
        {
            var start = await StartAsync(source, stop);
            var run = new SessionRun((wake, close) => Create(start, wake, close), _settings, _time);
            using var lease = _registry.Open(start.ClientId.Length > 0 ? start.ClientId : peer, run);
            await write(new SessionNotice(SessionNoticeKind.Started, "the session is open", id.ToString()), stop.Token);
            await run.RunAsync(_materializer, source, write, stop);
            await write(new SessionNotice(SessionNoticeKind.Ended, "the session is over"), cancellationToken);
        }
        catch (InvalidRequestException invalid)
        {
            SessionMetrics.Invalid();
            throw new SessionEndedException(RouteError.From(invalid));
        }
        catch (TimeoutException)
        {
            throw new SessionEndedException(new RouteError(
                ErrorCodes.DeadlineExceeded,
                $"the session stood still for {_settings.IdleTimeout.TotalSeconds:0.###} s; it may not for longer (router.sessions.idle-timeout)"));
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or RouterException))
        {
            LogMessages.SessionFailed(_logger, id, failure);
            throw new SessionEndedException(RouteError.Internal);
        }
    }

    /// <summary>Opens no further session, lets those that are open finish their utterances, and waits for them.</summary>
    /// <param name="timeout">Waits no longer than this.</param>
    /// <returns>How many sessions were still open at the end.</returns>
    public Task<int> DrainAsync(TimeSpan timeout) => _registry.DrainAsync(timeout, _time);

    private SpeechSession Create(SessionStart start, Action wake, Action close) => new(
        new HypothesisRouter(start, _route, _limits, _settings.Alternatives, _load, _time, _logger),
        _tokenize, _limits, _settings, _time, wake, close);

    private async Task<SessionStart> StartAsync(IAsyncEnumerator<SessionEvent> source, CancellationTokenSource stop)
    {
        var first = source.MoveNextAsync().AsTask();
        try
        {
            if (!await first.WaitAsync(_settings.IdleTimeout, _time) || source.Current is not SessionStart start)
                throw new InvalidRequestException("start", "is missing; it is the first event of a session");
            EventRules.Check(start, _limits);
            return start;
        }
        catch (TimeoutException)
        {
            // An enumerator may not be disposed of while it is busy.
            await stop.CancelAsync();
            await Task.WhenAny(first);
            throw;
        }
    }
}
