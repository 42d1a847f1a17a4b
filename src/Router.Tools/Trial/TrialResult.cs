using System.Globalization;

namespace Router.Tools.Trial;

/// <summary>What came of a node's end.</summary>
/// <param name="After">When the subsystems that it ran ran on two other nodes, from when it was killed or told to leave.</param>
/// <param name="Slowest">The slowest answer from then until a little after that.</param>
/// <param name="P99">The time that 99 of 100 answers in between did not exceed.</param>
/// <param name="Settled">When the last answer came that took more than twice what 99 of 100 had not exceeded before.</param>
internal sealed record Failover(TimeSpan After, TimeSpan Slowest, TimeSpan P99, TimeSpan Settled);

/// <summary>What a trial has shown.</summary>
internal sealed record TrialResult
{
    /// <summary>The time that 99 of 100 answers did not exceed while nothing happened.</summary>
    public required TimeSpan Calm { get; init; }

    /// <summary>The death of a node with heads.</summary>
    public required Failover Heads { get; init; }

    /// <summary>The leave of a node with heads.</summary>
    public required Failover Leave { get; init; }

    /// <summary>The death of the node with the coordinator, which runs heads as well.</summary>
    public required Failover Coordinator { get; init; }

    /// <summary>The queries.</summary>
    public TrialCounts Counts { get; init; }

    /// <summary>What went between the nodes for them.</summary>
    public TrialTraffic Traffic { get; init; } = new(0, 0, 0, 0);

    /// <summary>The first queries that got no whole decision.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>In lines: medians over rounds, and the queries of all of them.</summary>
    /// <param name="rounds">The rounds, at least one.</param>
    public static string Summarize(IReadOnlyList<TrialResult> rounds)
    {
        var (sent, answered) = (rounds.Sum(round => round.Counts.Sent), rounds.Sum(round => round.Counts.Answered));
        var (partial, lost) = (rounds.Sum(round => round.Counts.Partial), rounds.Sum(round => round.Counts.Lost));
        TrialTraffic traffic = new(
            answered, rounds.Sum(round => round.Traffic.States), rounds.Sum(round => round.Traffic.Verdicts), rounds.Sum(round => round.Traffic.Tap));
        return traffic.Summary + Environment.NewLine
            + Text($"answers: p99 {Ms(round => round.Calm)} ms before; settled {S(round => round.Heads.Settled)} s after the kill, {S(round => round.Coordinator.Settled)} s after that of the node with the coordinator; ")
            + Text($"p99 {Ms(round => round.Leave.P99)} ms while a node left, {Of(round => round.Leave.P99 / Max(round.Calm)):0.0} times that before") + Environment.NewLine
            + Text($"sent {sent}, answered {answered}, partial {partial}, lost {lost}; slowest answer during failover {Ms(round => Later(round.Heads.Slowest, round.Coordinator.Slowest))} ms; ")
            + Text($"shards answered again after {S(round => round.Heads.After)} s, of the node with the coordinator after {S(round => round.Coordinator.After)} s")
            + (rounds.Count > 1 ? $" (medians of {rounds.Count} rounds)" : "");

        string S(Func<TrialResult, TimeSpan> time) => Text($"{Of(round => time(round).TotalSeconds):0.0}");
        string Ms(Func<TrialResult, TimeSpan> time) => Text($"{Of(round => time(round).TotalMilliseconds):0}");
        double Of(Func<TrialResult, double> value) => Median.Of(rounds.Select(value));
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
        // Without an answer there was nothing to compare with.
        static TimeSpan Max(TimeSpan time) => Later(time, TimeSpan.FromMilliseconds(1));
    }
}

/// <summary>The value in the middle.</summary>
internal static class Median
{
    /// <summary>The middle one of an odd number of values, the mean of the two in the middle of an even number; 0 of none.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
