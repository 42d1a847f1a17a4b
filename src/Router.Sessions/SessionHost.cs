using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Sessions.Internal;

namespace Router.Sessions;

/// <summary>Runs the sessions of a node: one for each stream of a voice front end, over whatever protocol.</summary>
public sealed class SessionHost
{
    /// <summary>More than the parent of the sessions, which does nothing that takes long, ever needs to open one.</summary>
    private static readonly TimeSpan OpensWithin = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take what it is told when the time to drain is over.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly IMaterializer _materializer;
    private readonly RouteText _route;
    private readonly RoutingLimits _limits;
    private readonly Func<string, TokenizedText> _tokenize;
    private readonly SessionSettings _settings;
    private readonly SpeculationLoad _load;
    private readonly SessionRegistry _registry;
    private readonly IActorRef _sessions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="system">Runs the sessions.</param>
    /// <param name="route">Routes what sessions find worth routing.</param>
    /// <param name="limits">Bounds of texts and times.</param>
    /// <param name="tokenize">Gives a text the pieces of the backbones that read it; called by many threads at once.</param>
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
        _sessions = system.ActorOf(SessionsActor.Create(_registry, Recipe, logger), "sessions");
    }

    /// <summary>Sessions open.</summary>
    public int Count => _registry.Count;

    /// <summary>The bounds.</summary>
    public SessionSettings Settings => _settings;

    /// <summary>Runs one session to its end.</summary>
    /// <param name="asker">Who opens it.</param>
    /// <param name="events">
    /// What the client says; enumerated once, and no faster than the session takes it. The enumeration must end when its token is cancelled.
    /// </param>
    /// <param name="mayRouteMore">Takes texts from the client's budget, for what is routed beside the hypotheses that it sends; false when it has not so many left.</param>
    /// <param name="write">Tells the client one update after the other; what it takes holds the session back.</param>
    /// <param name="cancellationToken">The client is gone: everything under way is dropped.</param>
    /// <exception cref="SessionEndedException">The session was not opened, or ended for another reason than its client's wish.</exception>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task RunAsync(
        Asker asker,
        IAsyncEnumerable<SessionEvent> events,
        Func<int, bool> mayRouteMore,
        Func<SessionUpdate, CancellationToken, Task> write,
        CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(_time.GetUtcNow());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var source = events.GetAsyncEnumerator(stop.Token);
        var stream = new SessionStream(source, write, stop.Token);
        try
        {
            var start = await StartAsync(source, stop);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var session = await OpenAsync(new OpenSession(id, asker, start, stream, mayRouteMore, ended));
            stream.Begin(_materializer, session);
            await using var gone = stop.Token.UnsafeRegister(static session => ((IActorRef)session!).Tell(ClientGone.Instance), session);
            await ended.Task;
        }
        catch (InvalidRequestException invalid)
        {
            SessionMetrics.Invalid();
            throw new SessionEndedException(RouteError.From(invalid));
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or RouterException))
        {
            LogMessages.SessionFailed(_logger, id, failure);
            throw new SessionEndedException(RouteError.Internal);
        }
        finally
        {
            await stop.CancelAsync();
            await stream.SettleAsync();
        }
    }

    /// <summary>
    /// Opens no further session, lets those that are open finish their utterances, and waits for them; then refuses what is left and ends it.
    /// </summary>
    /// <param name="timeout">How long utterances may take; a session that is cut off then has a second more to be told so.</param>
    /// <returns>How many sessions were cut off.</returns>
    public async Task<int> DrainAsync(TimeSpan timeout)
    {
        var drained = _sessions.Ask<SessionsDrained>(new DrainSessions(), Timeout.InfiniteTimeSpan);
        if (await EndsWithinAsync(drained, timeout)) return 0;
        var left = Count;
        _sessions.Tell(CutSession.Instance);
        await EndsWithinAsync(drained, Farewell);
        return left;
    }

    /// <summary>Why a session ends that stands still.</summary>
    internal static SessionEndedException StoodStill(TimeSpan limit) => new(new RouteError(
        ErrorCodes.DeadlineExceeded,
        $"the session stood still for {limit.TotalSeconds:0.###} s; it may not for longer (router.sessions.idle-timeout)"));

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan timeout)
    {
        try
        {
            await task.WaitAsync(timeout, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<IActorRef> OpenAsync(OpenSession message) => await _sessions.Ask<object>(message, OpensWithin) switch
    {
        SessionOpened opened => opened.Session,
        SessionRefused refused => throw new SessionEndedException(refused.Error),
        var other => throw new InvalidOperationException($"Opening a session is answered with {other.GetType().Name}."),
    };

    private RouteText RouteOf(Asker asker) => (request, cancellationToken) => _route(request with { Asker = asker }, cancellationToken);

    private Props Recipe(OpenSession opening)
    {
        var router = new HypothesisRouter(opening.Start, RouteOf(opening.Asker), _tokenize, _limits, _settings.Alternatives, _load, _time, _logger)
        {
            Request = opening.Request,
            MayRouteMore = opening.MayRouteMore,
        };
        return SessionActor.Create(
            opening, new SpeechSession(router, _tokenize, _limits, _settings, _time), router, _settings.IdleTimeout, _time);
    }

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
            throw StoodStill(_settings.IdleTimeout);
        }
    }
}
