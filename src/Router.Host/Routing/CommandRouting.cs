using Router.Contracts;
using Router.Language.Cutting;

namespace Router.Host.Routing;

/// <summary>
/// Routes a text that may hold several commands: as a whole and each of its segments too, all at the same time and with the same deadline.
/// Whatever goes wrong with the segments, the whole is answered.
/// </summary>
internal sealed class CommandRouting
{
    private readonly CuttingSettings _settings;
    private readonly CutFinder _finder;
    private readonly Cutter _cutter;
    private readonly TextPieces _pieces;

    /// <param name="settings">Bounds.</param>
    /// <param name="model">The cutter's weights.</param>
    /// <param name="pieces">Gives the segments their pieces.</param>
    /// <param name="maxQueries">Most queries under way at once: no text is tried in so many parts that it could never be let in.</param>
    public CommandRouting(CuttingSettings settings, CutModel model, TextPieces pieces, int maxQueries)
    {
        var places = settings.MaxParts - 1;
        while (CutReading.CountOf(places) > maxQueries) places--;
        (_settings, _pieces) = (settings, pieces);
        _finder = new CutFinder(settings.MinWords, places);
        _cutter = new Cutter(model, settings);
    }

    /// <summary>The places where a text may be cut; none when it can hold but one command.</summary>
    public IReadOnlyList<CutCandidate> PlacesIn(TokenizedText text) => _finder.Find(text);

    /// <summary>Routes a text.</summary>
    /// <param name="whole">The text as a query.</param>
    /// <param name="places">Where it may be cut; at least one.</param>
    /// <param name="ask">Routes one query as it is.</param>
    /// <returns>The decision on the whole text, or the parts' decisions in one of the outcome <see cref="DecisionOutcome.Multiple"/>.</returns>
    public async Task<RouteResult> RouteAsync(Query whole, IReadOnlyList<CutCandidate> places, Func<Query, Task<RouteResult>> ask)
    {
        var results = await Task.WhenAll(Segments(whole, places).Select(ask));
        if (results[0] is not RouteDecision decision) return results[0];
        var reading = new CutReading(whole.Text.Text, places, [.. results.Select(result => result as RouteDecision)]);
        var slowest = reading.Slowest;
        var parts = _cutter.Cut(reading);
        if (parts.Count == 0) return decision with { Timings = slowest };
        RouterMetrics.Cut();
        return Join(decision, parts) with { Timings = slowest };
    }

    /// <summary>The queries that a text becomes, the whole first.</summary>
    private IEnumerable<Query> Segments(Query whole, IReadOnlyList<CutCandidate> places)
    {
        yield return whole;
        foreach (var segment in CutReading.SegmentsOf(whole.Text.Text, places).Skip(1))
        {
            yield return whole with { Id = Guid.CreateVersion7(whole.AcceptedAt), Text = _pieces.Part(whole.Text, segment.Start, segment.End) };
        }
    }

    private RouteDecision Join(RouteDecision whole, IReadOnlyList<SegmentDecision> parts) => new(whole.QueryId)
    {
        Text = whole.Text,
        Outcome = DecisionOutcome.Multiple,
        Score = parts.Min(part => part.Decision.Score),
        Alternatives = [.. ReadingsOf(whole).Take(_settings.MaxAlternatives)],
        Parts = [.. parts.Select(part => PartOf(whole.Text, part))],
        Partial = parts.Any(part => part.Decision.Partial),
        Missing = [.. parts.SelectMany(part => part.Decision.Missing).Distinct(StringComparer.Ordinal)],
        Skipped = [.. parts[0].Decision.Skipped.Where(name => parts.All(part => part.Decision.Skipped.Contains(name, StringComparer.Ordinal)))],
        Degraded = parts.Any(part => part.Decision.Degraded),
        Truncated = parts.Any(part => part.Decision.Truncated),
    };

    private static IEnumerable<Alternative> ReadingsOf(RouteDecision whole) => whole is { Subsystem: { } subsystem, Intent: { } intent }
        ? whole.Alternatives.Prepend(new Alternative(subsystem, intent, whole.Score, whole.Slots))
        : whole.Alternatives;

    /// <summary>The part with its offsets in the whole text and without the white space at its ends.</summary>
    private static DecisionPart PartOf(string text, SegmentDecision part)
    {
        var (offset, decision) = (part.Segment.Start, part.Decision);
        var (start, end) = (part.Segment.Start, part.Segment.End);
        while (char.IsWhiteSpace(text[start])) start++;
        while (char.IsWhiteSpace(text[end - 1])) end--;
        var slots = decision.Slots.Select(slot => slot with { Start = slot.Start + offset, End = slot.End + offset }).ToArray();
        return new DecisionPart(start, end, text[start..end], decision.Subsystem!, decision.Intent!, slots, decision.Score) { Negated = decision.Negated };
    }
}
