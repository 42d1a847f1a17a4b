using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// Routes the hypotheses of one session: partial ones at low priority, final ones at the session's, with their alternatives where the
/// best one leaves something to be wished for.
/// </summary>
/// <param name="start">What the session's client asked for; checked.</param>
/// <param name="route">Routes a text.</param>
/// <param name="tokenize">Gives a text the pieces of the backbones that read it.</param>
/// <param name="limits">Bounds of times.</param>
/// <param name="alternatives">How alternatives are tried.</param>
/// <param name="load">Shared by all sessions.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures are told.</param>
internal sealed class HypothesisRouter(
    SessionStart start,
    RouteText route,
    Func<string, TokenizedText> tokenize,
    RoutingLimits limits,
    AlternativesSettings alternatives,
    SpeculationLoad load,
    TimeProvider time,
    ILogger logger)
{
    private readonly AlternativeChoice _alternatives = new(alternatives);
    private readonly TimeZoneInfo? _zone = start.TimeZone.Length > 0 ? TimeZones.Find(start.TimeZone, start.NameOf(nameof(start.TimeZone))) : null;
    private readonly DateTimeOffset? _now = start.Now.Length > 0 ? RequestTime.Parse(start.Now) : null;

    /// <summary>The request that opened the session; null where there is none.</summary>
    public Activity? Request { get; init; }

    /// <summary>Takes texts from the client's budget, for what is routed beside the hypotheses that it sends; false when it has not so many left.</summary>
    public Func<int, bool> MayRouteMore { get; init; } = _ => true;

    /// <summary>Whether partial hypotheses may be routed at the moment.</summary>
    public bool HasRoomForSpeculation => load.HasRoom;

    /// <summary>Whether a decision on a hypothesis is not enough because its alternatives are to be tried.</summary>
    public bool WantsAlternatives(RouteDecision best, Hypothesis hypothesis) => _alternatives.IsWanted(best, hypothesis);

    /// <summary>Routes one hypothesis. Does not throw.</summary>
    public async Task<Routed> RouteAsync(Assignment assignment)
    {
        // For as long as this method runs.
        Activity.Current = Request;
        try
        {
            var result = assignment.Reading.Hypothesis.Final
                ? await RouteFinalAsync(assignment)
                : await route(
                    ToRequest(assignment.Reading.Text.Text, timeout: null) with { Tokens = assignment.Reading.Text, Priority = QueryPriority.Low },
                    assignment.Cancellation.Token);
            load.Observe(result);
            return new Routed(assignment, result);
        }
        catch (OperationCanceledException)
        {
            return new Routed(assignment, Result: null);
        }
        catch (InvalidRequestException invalid)
        {
            return new Routed(assignment, Result: null, RouteError.From(invalid));
        }
        catch (Exception failure)
        {
            LogMessages.UtteranceFailed(logger, failure);
            return new Routed(assignment, Result: null, RouteError.Internal);
        }
    }

    private async Task<RouteResult> RouteFinalAsync(Assignment assignment)
    {
        var (hypothesis, cancelled) = (assignment.Reading.Hypothesis, assignment.Cancellation.Token);
        var timeout = start.TimeoutMs > 0 ? TimeSpan.FromMilliseconds(start.TimeoutMs) : limits.DefaultTimeout;
        var started = time.GetTimestamp();
        var result = assignment.Known ?? await route(ToRequest(hypothesis.Text, timeout) with { Tokens = assignment.Reading.Text }, cancelled);
        var left = timeout - time.GetElapsedTime(started);
        if (result is not RouteDecision best || !_alternatives.IsWanted(best, hypothesis) || left < limits.MinTimeout) return result;
        var others = _alternatives.ToTry(hypothesis).ToArray();
        if (!MayRouteMore(others.Length)) return result;
        var tried = await Task.WhenAll(others.Select(other => route(ToRequest(other.Text, left) with { Tokens = tokenize(other.Text) }, cancelled)));
        return _alternatives.Choose(best, hypothesis, others.Zip(tried, (other, result) => (other.Index, result as RouteDecision)));
    }

    private RouteRequest ToRequest(string text, TimeSpan? timeout) =>
        new(text) { TimeoutField = start.NameOf(nameof(start.TimeoutMs)), Priority = start.Priority, Timeout = timeout, TimeZone = _zone, Now = _now };
}
