using Router.Contracts;

namespace Router.Language.Cutting;

/// <summary>A piece of a text, from one of its cuts, or its start, to another, or its end.</summary>
/// <param name="Start">UTF-16 offset into the whole text.</param>
/// <param name="End">UTF-16 offset into the whole text, exclusive.</param>
internal readonly record struct Segment(int Start, int End);

/// <summary>
/// A text, the places where it may be cut, and how each of the segments between any two of these places, or the text's ends, was decided.
/// </summary>
internal sealed class CutReading
{
    private readonly RouteDecision?[] _decisions;
    private readonly Segment[] _segments;

    /// <param name="text">The whole text.</param>
    /// <param name="candidates">The places, in its order.</param>
    /// <param name="decisions">
    /// Of each of <see cref="SegmentsOf"/>, in their order; null where a segment got none. The slots' offsets are into the segment.
    /// </param>
    public CutReading(string text, IReadOnlyList<CutCandidate> candidates, RouteDecision?[] decisions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(decisions.Length, CountOf(candidates.Count));
        (Text, Candidates, _decisions, _segments) = (text, candidates, decisions, SegmentsOf(text, candidates));
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The places where it may be cut.</summary>
    public IReadOnlyList<CutCandidate> Candidates { get; }

    /// <summary>The largest of each of the decisions' times: all ran at the same time.</summary>
    public DecisionTimings Slowest
    {
        get
        {
            var all = _decisions.OfType<RouteDecision>().Select(decision => decision.Timings).ToArray();
            return new DecisionTimings(
                all.Max(times => times.QueueMs), all.Max(times => times.EncodeMs), all.Max(times => times.HeadsMs),
                all.Max(times => times.RankMs), all.Max(times => times.TotalMs));
        }
    }

    /// <summary>How many segments that many places make, the whole text among them.</summary>
    public static int CountOf(int candidates) => (candidates + 1) * (candidates + 2) / 2;

    /// <summary>The segments of a text, the longer first: the first is the whole text.</summary>
    public static Segment[] SegmentsOf(string text, IReadOnlyList<CutCandidate> candidates)
    {
        var segments = new Segment[CountOf(candidates.Count)];
        for (var first = 0; first <= candidates.Count; first++)
        {
            for (var last = first; last <= candidates.Count; last++)
            {
                segments[Index(first, last, candidates.Count)] = new Segment(
                    first == 0 ? 0 : candidates[first - 1].Start,
                    last == candidates.Count ? text.Length : candidates[last].End);
            }
        }
        return segments;
    }

    /// <summary>What stands between two places, and how it was decided; null when it got no decision.</summary>
    /// <param name="left">The place at its left, by its number; -1 for the text's start.</param>
    /// <param name="right">The place at its right; the number of places for the text's end.</param>
    public SegmentDecision? Between(int left, int right)
    {
        var index = Index(left + 1, right, Candidates.Count);
        return _decisions[index] is { } decision ? new SegmentDecision(_segments[index], decision) : null;
    }

    /// <summary>Where the segment from the first to the last of the smallest ones stands among all.</summary>
    private static int Index(int first, int last, int candidates)
    {
        var shorterThanWhole = candidates - (last - first);
        return (shorterThanWhole * (shorterThanWhole + 1) / 2) + first;
    }
}
