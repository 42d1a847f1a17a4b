using Router.Contracts;
using Router.Language.Cutting;
using Router.Language.Values;

namespace Router.Host.Routing;

/// <summary>
/// Takes a text in and gives its decision out: checks it, tokenises it, weighs it, lets it in and has it decided, in parts as well when
/// it may hold several commands. Any number of threads may call it.
/// </summary>
public sealed class QueryRouter
{
    /// <summary>Told to clients that came while the node was full, beside the time for what is under way: about what a batch takes.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly TextPieces _pieces;
    private readonly QueryDispatch _dispatch;
    private readonly Admission _admission;
    private readonly TimeProvider _time;

    /// <param name="pieces">Tells who reads a text, and gives it its pieces.</param>
    /// <param name="backbones">By name and version; each accepts <see cref="Encode"/> and <see cref="CancelQuery"/>.</param>
    /// <param name="rankers">Accept <see cref="RankQuery"/> and <see cref="CancelQuery"/>; at least one. A query's id chooses among them.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="time">The clock that deadlines are set by.</param>
    internal QueryRouter(
        TextPieces pieces,
        IReadOnlyDictionary<string, IActorRef> backbones,
        IReadOnlyList<IActorRef> rankers,
        RoutingLimits limits,
        TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rankers.Count);
        (_pieces, _time, Limits) = (pieces, time, limits);
        (_dispatch, _admission) = (new QueryDispatch(backbones, rankers, time), new Admission(limits.MaxInFlight, limits.MaxWait is { } wait ? new Pace(wait) : null));
        RouterMetrics.Observe(this);
    }

    /// <summary>Queries under way; a text that is tried in parts is several.</summary>
    public int InFlight => _admission.UnderWay;

    /// <summary>The bounds of what is taken.</summary>
    public RoutingLimits Limits { get; }

    /// <summary>Routes texts that may hold several commands; null when they are never cut.</summary>
    internal CommandRouting? Commands { get; init; }

    /// <summary>Whether the cluster may have gone on without this node; null when it is in none.</summary>
    internal Standstills? Standstills { get; init; }

    /// <summary>Gives slots their values; null when they get none.</summary>
    internal SlotValues? Slots { get; init; }

    /// <summary>Routes one text; when the node is full, it is refused at once.</summary>
    /// <returns>A decision, or why there is none: out of time, no room, a part down, stopping.</returns>
    /// <exception cref="InvalidRequestException">The request is wrong; the exception names the field.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<RouteResult> RouteAsync(RouteRequest request, CancellationToken cancellationToken) =>
        RouteAsync(request, window: null, cancellationToken);

    /// <summary>Routes one text of several; when the node is full, it waits in their window for room.</summary>
    /// <param name="request">The text; it waits no longer than up to its deadline.</param>
    /// <param name="window">Of <see cref="OpenWindow"/>; null when the text may not wait.</param>
    /// <param name="cancellationToken">The caller gave up.</param>
    internal async Task<RouteResult> RouteAsync(RouteRequest request, AdmissionWindow? window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Tokens is null) TextRules.Check(request.Text, request.Field, Limits.MaxTextLength);
        var (timeout, accepted) = (TimeoutOf(request), _time.GetUtcNow());
        var id = Guid.CreateVersion7(accepted);
        if (timeout < Limits.MinTimeout) return Refuse(id, RefusalReason.DeadlineExceeded);
        if (_pieces.RouteOf(request.Text) is not { } route) return RouteDecision.OutOfScope(id, request.Text);
        var caller = request.Asker.Caller;
        // A node that is full does not tokenise what it refuses.
        if (window is null && _admission.Look(1, caller, timeout) is { } full) return Refuse(id, full);
        var query = new Query(id, request.Tokens ?? _pieces.Read(request.Text, route), request.Priority, accepted, accepted + timeout)
        {
            Asker = request.Asker,
            MayBeGated = request.MayBeGated,
        };
        IReadOnlyList<CutCandidate> places = request.MayBeCut && Commands is { } cutting ? cutting.PlacesIn(query.Text) : [];
        var weight = CutReading.CountOf(places.Count);
        var refusal = window is null
            ? _admission.TryEnter(weight, caller, timeout)
            : await window.EnterAsync(weight, query.Deadline - Limits.MinTimeout, cancellationToken);
        if (refusal is { } reason) return Refuse(id, reason);
        var (ahead, entered) = (_admission.UnderWay - weight, _time.GetTimestamp());
        try
        {
            var result = places.Count > 0 && Commands is { } commands
                ? await commands.RouteAsync(query, places, part => _dispatch.AskAsync(part, cancellationToken))
                : await _dispatch.AskAsync(query, cancellationToken);
            _admission.Observe(ahead, _time.GetElapsedTime(entered));
            // What it lacks runs elsewhere by now, perhaps: another node is to be asked.
            if (result is RouteDecision { Partial: true } && Standstills is { IsRecent: true }) return Refuse(id, RefusalReason.ShuttingDown);
            return result is RouteDecision decision && Slots is { } slots ? slots.Read(decision, request.TimeZone, request.Now) : result;
        }
        finally
        {
            _admission.Leave(weight, caller);
        }
    }

    /// <summary>Refuses a query that nobody has read, when any one text of the caller would be; null when some would be let in, so that it has to be read.</summary>
    internal RouteError? RefuseUnread(string caller) => _admission.Look(1, caller) is { } reason ? RouteError.From(Refuse(Guid.Empty, reason)) : null;

    /// <summary>Refuses a list when too much waits for room already; null when its texts may.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="texts">How many it has; one when it is not read yet.</param>
    /// <param name="timeout">Their time; null for the longest, when it is not read yet.</param>
    internal RouteError? RefuseList(string caller, int texts = 1, TimeSpan? timeout = null) =>
        _admission.LookForList(texts, caller, timeout ?? Limits.MaxTimeout) is { } reason
            ? RouteError.From(Refuse(Guid.Empty, reason, _admission.ExpectedWaitOfList(caller)))
            : null;

    /// <summary>Opens a window for the texts of one request.</summary>
    /// <param name="asker">Whose texts; null for the node's own.</param>
    internal AdmissionWindow OpenWindow(Asker? asker = null) => new(_admission, _time, (asker ?? Asker.Node).Caller);

    /// <summary>The tokens of a text, as the backbones get them.</summary>
    internal TokenizedText Tokenize(string text) => _pieces.Read(text);

    /// <summary>Of some texts the first one of each route.</summary>
    internal IEnumerable<string> OneOfEachRoute(params IReadOnlyList<string> texts) =>
        texts.Where(text => _pieces.RouteOf(text) is not null).DistinctBy(text => _pieces.RouteOf(text));

    /// <summary>Refuses every further query, and waits until those under way have ended.</summary>
    /// <param name="timeout">Waits no longer than this.</param>
    /// <returns>How many queries were still under way at the end.</returns>
    public async Task<int> DrainAsync(TimeSpan timeout)
    {
        BeginDrain();
        try
        {
            await _admission.Drained.WaitAsync(timeout, _time);
        }
        catch (TimeoutException)
        {
            // What is left is the caller's to report; it ends when the actors stop.
        }
        return InFlight;
    }

    /// <summary>Refuses every further query; those under way go on.</summary>
    public void BeginDrain() => _admission.BeginDrain();

    private TimeSpan TimeoutOf(RouteRequest request)
    {
        var timeout = request.Timeout ?? Limits.DefaultTimeout;
        if (timeout <= Limits.MaxTimeout) return timeout;
        throw new InvalidRequestException(
            request.TimeoutField,
            $"is {timeout.TotalMilliseconds:0}; at most {Limits.MaxTimeout.TotalMilliseconds:0} are allowed (router.deadline.max)");
    }

    /// <param name="id">The query's.</param>
    /// <param name="reason">Why.</param>
    /// <param name="wait">How long until there is room; null for as long as what is under way takes.</param>
    private RouteRefused Refuse(Guid id, RefusalReason reason, TimeSpan? wait = null)
    {
        RouterMetrics.Refused(reason);
        return new RouteRefused(id, reason, reason == RefusalReason.QueueFull ? RetryAfter + (wait ?? _admission.ExpectedWait) : null);
    }
}
