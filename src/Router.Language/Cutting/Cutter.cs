using Router.Contracts;

namespace Router.Language.Cutting;

/// <summary>
/// Decides whether a text holds several commands, and where each begins and ends. Every part must be routed; a place counts as the
/// log-odds, less those that the settings ask for, that it is right to cut there, judged by the parts beside it and by the two together.
/// The cuts whose places count most together are made; when none counts more than nothing, the text stays whole.
/// </summary>
internal sealed class Cutter(CutModel model, CuttingSettings settings)
{
    private readonly double _threshold = Math.Log(settings.MinProbability / (1 - settings.MinProbability));

    /// <summary>Decides.</summary>
    /// <param name="reading">The text with the decisions on its segments.</param>
    /// <returns>The parts in the order of the text, at least two; or none when the text stays whole.</returns>
    public IReadOnlyList<SegmentDecision> Cut(CutReading reading)
    {
        var places = reading.Candidates.Count;
        IReadOnlyList<SegmentDecision> best = [];
        var most = 0.0;
        // Every set of places, as the bits of a number: there are few places.
        for (var chosen = 1; chosen < 1 << places; chosen++)
        {
            if (int.PopCount(chosen) >= settings.MaxParts) continue;
            var gain = Gain(reading, chosen, out var parts);
            if (gain > most) (most, best) = (gain, parts);
        }
        return best;
    }

    private double Gain(CutReading reading, int chosen, out IReadOnlyList<SegmentDecision> parts)
    {
        var cuts = PlacesOf(chosen, reading.Candidates.Count);
        var list = new List<SegmentDecision>(cuts.Count + 1);
        parts = list;
        for (var i = 0; i <= cuts.Count; i++)
        {
            if (reading.Between(i == 0 ? -1 : cuts[i - 1], i == cuts.Count ? reading.Candidates.Count : cuts[i]) is not { } part) return 0;
            if (part.Decision.Outcome != DecisionOutcome.Routed) return 0;
            list.Add(part);
        }
        var gain = 0.0;
        for (var i = 0; i < cuts.Count; i++)
        {
            var (before, after) = (i == 0 ? -1 : cuts[i - 1], i + 1 == cuts.Count ? reading.Candidates.Count : cuts[i + 1]);
            if (reading.Between(before, after) is not { } both) return 0;
            var own = model.Logit(CutFeatures.Of(reading.Candidates[cuts[i]], reading.Text, list[i], list[i + 1], both)) - _threshold;
            if (own <= 0) return 0;
            gain += own;
        }
        return gain;
    }

    private static List<int> PlacesOf(int chosen, int count)
    {
        var places = new List<int>(count);
        for (var i = 0; i < count; i++)
        {
            if ((chosen & (1 << i)) != 0) places.Add(i);
        }
        return places;
    }
}
