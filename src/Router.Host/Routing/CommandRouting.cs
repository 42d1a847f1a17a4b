using Router.Contracts;
using Router.Language.Cutting;

namespace Router.Host.Routing;

/// <summary>
/// Routes a text that may hold several commands: as a whole and, where it has places to be cut, each of its segments too, all at
/// the same time and with the same deadline. Whatever goes wrong with the segments, the whole is answered.
/// </summary>
internal sealed class CommandRouting
{
    private readonly CuttingSettings _settings;
    private readonly CutFinder _finder;
    private readonly Cutter _cutter;

    public CommandRouting(CuttingSettings settings, CutModel model)
    {
        _settings = settings;
        _finder = new CutFinder(settings.MinWords, settings.MaxParts - 1);
        _cutter = new Cutter(model, settings);
    }

    /// <summary>Routes a text.</summary>
    /// <param name="whole">The text as a query.</param>
    /// <param name="tokenize">Tokenises a segment.</param>
    /// <param name="ask">Routes one query as it is.</param>
    /// <returns>The decision on the whole text, or the parts' decisions in one of the outcome <see cref="DecisionOutcome.Multiple"/>.</returns>
    public async Task<RouteResult> RouteAsync(Query whole, Func<string, TokenizedText> tokenize, Func<Query, Task<RouteResult>> ask)
    {
        var candidates = _finder.Find(whole.Text);
        if (candidates.Count == 0) return await ask(whole);
        var (result, reading) = await ReadAsync(whole, candidates, tokenize, ask);
        if (result is not RouteDecision decision) return result;
        var slowest = reading.Slowest;
        var parts = _cutter.Cut(reading);
        if (parts.Count == 0) return decision with { Timings = slowest };
        RouterMetrics.Cut();
        return Join(decision, parts) with { Timings = slowest };
    }

    /// <summary>Routes a text and its segments.</summary>
    /// <returns>What became of the whole text, and the decisions on the segments.</returns>
    private static async Task<(RouteResult Whole, CutReading Reading)> ReadAsync(
        Query whole, IReadOnlyList<CutCandidate> candidates, Func<string, TokenizedText> tokenize, Func<Query, Task<RouteResult>> ask)
    {
        var text = whole.Text.Text;
        var segments = CutReading.SegmentsOf(text, candidates);
        var answers = new Task<RouteResult>[segments.Length];
        answers[0] = ask(whole);
        for (var i = 1; i < segments.Length; i++)
        {
            var query = whole with { Id = Guid.CreateVersion7(whole.AcceptedAt), Text = tokenize(text[segments[i].Start..segments[i].End]) };
            answers[i] = ask(query);
        }
        var results = await Task.WhenAll(answers);
        return (results[0], new CutReading(text, candidates, [.. results.Select(result => result as RouteDecision)]));
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
        return new DecisionPart(start, end, text[start..end], decision.Subsystem!, decision.Intent!, slots, decision.Score);
    }
}
