using Router.Contracts;
using Router.Language.Cutting;
using Router.Language.Values;

namespace Router.Host.Routing;

/// <summary>
/// Takes a text in and gives its decision out: checks it, tokenises it, registers it with its ranker, hands it to the backbone and
/// waits for the one result. A text that may hold several commands is tried in parts as well. Any number of threads may call it.
/// </summary>
public sealed class QueryRouter
{
    /// <summary>
    /// The ranker answers at the deadline itself; an answer that has not come this much later never will, so its ranker died.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Told to clients that came while the node was full: about what a batch takes.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly Func<string, TokenizedText> _tokenize;
    private readonly IActorRef _backbone;
    private readonly IReadOnlyList<IActorRef> _rankers;
    private readonly RoutingLimits _limits;
    private readonly TimeProvider _time;
    private readonly CommandRouting? _commands;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private volatile bool _draining;

    /// <param name="tokenize">The backbone's tokenizer; called by many threads at once.</param>
    /// <param name="backbone">Accepts <see cref="Encode"/> and <see cref="CancelQuery"/>.</param>
    /// <param name="rankers">Accept <see cref="RankQuery"/> and <see cref="CancelQuery"/>; at least one. A query's id chooses among them.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="time">The clock that deadlines are set by.</param>
    /// <param name="cutting">How texts with several commands are cut; null when they never are.</param>
    public QueryRouter(
        Func<string, TokenizedText> tokenize,
        IActorRef backbone,
        IReadOnlyList<IActorRef> rankers,
        RoutingLimits limits,
        TimeProvider time,
        CuttingSettings? cutting = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rankers.Count);
        (_tokenize, _backbone, _rankers, _limits, _time) = (tokenize, backbone, rankers, limits, time);
        _commands = cutting is null ? null : new CommandRouting(cutting, CutModel.Default);
        RouterMetrics.Observe(this);
    }

    /// <summary>Queries under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The bounds of what is taken.</summary>
    public RoutingLimits Limits => _limits;

    /// <summary>Gives slots their values; null when they get none.</summary>
    internal SlotValues? Slots { get; init; }

    /// <summary>Routes one text.</summary>
    /// <returns>A decision, or why there is none: out of time, no room, a part down, stopping.</returns>
    /// <exception cref="InvalidRequestException">The request is wrong; the exception names the field.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<RouteResult> RouteAsync(RouteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        TextRules.Check(request.Text, request.Field, _limits.MaxTextLength);
        var timeout = TimeoutOf(request);
        var accepted = _time.GetUtcNow();
        var id = Guid.CreateVersion7(accepted);
        if (timeout < _limits.MinTimeout) return Refuse(id, RefusalReason.DeadlineExceeded);
        if (!TryEnter(out var refusal)) return Refuse(id, refusal);
        try
        {
            var query = new Query(id, _tokenize(request.Text), request.Priority, accepted, accepted + timeout);
            var result = request.MayBeCut && _commands is { } commands
                ? await commands.RouteAsync(query, _tokenize, part => AskAsync(part, timeout, cancellationToken))
                : await AskAsync(query, timeout, cancellationToken);
            return result is RouteDecision decision && Slots is { } slots ? slots.Read(decision, request.TimeZone, request.Now) : result;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The tokens of a text, as the backbone gets them.</summary>
    internal TokenizedText Tokenize(string text) => _tokenize(text);

    /// <summary>Refuses every further query, and waits until those under way have ended.</summary>
    /// <param name="timeout">Waits no longer than this.</param>
    /// <returns>How many queries were still under way at the end.</returns>
    public async Task<int> DrainAsync(TimeSpan timeout)
    {
        BeginDrain();
        try
        {
            await _drained.Task.WaitAsync(timeout, _time);
        }
        catch (TimeoutException)
        {
            // What is left is the caller's to report; it ends when the actors stop.
        }
        return InFlight;
    }

    /// <summary>Refuses every further query; those under way go on.</summary>
    public void BeginDrain()
    {
        _draining = true;
        Interlocked.MemoryBarrier();
        if (InFlight == 0) _drained.TrySetResult();
    }

    private async Task<RouteResult> AskAsync(Query query, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var ranker = _rankers[(int)((uint)query.Id.GetHashCode() % (uint)_rankers.Count)];
        try
        {
            var answer = ranker.Ask<RouteResult>(new RankQuery(query), timeout + Grace, cancellationToken);
            _backbone.Tell(new Encode(query, ranker));
            return await answer;
        }
        catch (OperationCanceledException)
        {
            // The caller gave up: what has not begun need not begin.
            var cancel = new CancelQuery(query.Id);
            _backbone.Tell(cancel);
            ranker.Tell(cancel);
            throw;
        }
        catch (AskTimeoutException)
        {
            return Refuse(query.Id, RefusalReason.DeadlineExceeded);
        }
    }

    private TimeSpan TimeoutOf(RouteRequest request)
    {
        var timeout = request.Timeout ?? _limits.DefaultTimeout;
        if (timeout <= _limits.MaxTimeout) return timeout;
        throw new InvalidRequestException(
            request.TimeoutField,
            $"is {timeout.TotalMilliseconds:0}; at most {_limits.MaxTimeout.TotalMilliseconds:0} are allowed (router.deadline.max)");
    }

    private bool TryEnter(out RefusalReason refusal)
    {
        refusal = RefusalReason.QueueFull;
        if (Interlocked.Increment(ref _inFlight) <= _limits.MaxInFlight)
        {
            if (!_draining) return true;
            refusal = RefusalReason.ShuttingDown;
        }
        Leave();
        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && _draining) _drained.TrySetResult();
    }

    private static RouteRefused Refuse(Guid id, RefusalReason reason)
    {
        RouterMetrics.Refused(reason);
        return new RouteRefused(id, reason, reason == RefusalReason.QueueFull ? RetryAfter : null);
    }
}
