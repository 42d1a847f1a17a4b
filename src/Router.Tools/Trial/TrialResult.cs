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
    /// <summary>Seconds that an answer may take while a node's work goes to others.</summary>
    private const double MostSlowest = 1;

    /// <summary>The time that 99 of 100 answers did not exceed while nothing happened.</summary>
    public required TimeSpan Calm { get; init; }

    /// <summary>The death of a node with heads.</summary>
    public required Failover Heads { get; init; }

    /// <summary>The leave of a node with heads.</summary>
    public required Failover Leave { get; init; }

    /// <summary>The death of the node with the coordinator, which runs heads as well.</summary>
    public required Failover Coordinator { get; init; }

    /// <summary>The death of the node that takes the queries, which has the coordinator and runs heads as well.</summary>
    public Failover FrontEnd { get; init; } = new(default, default, default, default);

    /// <summary>The queries before that.</summary>
    public TrialCounts Counts { get; init; }

    /// <summary>The queries of clients of which it was the front end, and which know the others.</summary>
    public TrialCounts Clients { get; init; }

    /// <summary>Whether each query got a whole decision.</summary>
    public bool IsClean => (Counts + Clients).IsClean;

    /// <summary>What went between the nodes for them.</summary>
    public TrialTraffic Traffic { get; init; } = new(0, 0, 0, 0);

    /// <summary>The first queries that got no whole decision.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>In lines: medians over rounds, each with its goal, and the queries of all of them.</summary>
    /// <param name="rounds">The rounds, at least one.</param>
    public static string Summarize(IReadOnlyList<TrialResult> rounds)
    {
        var clients = Sum(round => round.Clients);
        TrialTraffic traffic = new(
            rounds.Sum(round => round.Traffic.Answered), rounds.Sum(round => round.Traffic.States), rounds.Sum(round => round.Traffic.Verdicts), rounds.Sum(round => round.Traffic.Tap));
        string[] lines =
        [
            traffic.Summary,
            $"kill of a node with heads: {Describe(round => round.Heads, mostAfter: 4.5)}",
            Text($"leave of a node with heads: p99 {S(round => round.Leave.P99):0.00} s, {Goal.Of(Of(round => round.Leave.P99 / Max(round.Calm)), 2, "times")} the {S(round => round.Calm):0.00} s before"),
            $"kill of the node with the coordinator: {Describe(round => round.Coordinator, mostAfter: 6)}",
            $"kill of the front end that the clients use, which has the coordinator: {Describe(round => round.FrontEnd, mostAfter: 6)}; {clients}",
            $"{Sum(round => round.Counts) + clients}; slowest answer during a failover {Goal.Of(S(Slowest), MostSlowest, "s")}{(rounds.Count > 1 ? $" (medians of {rounds.Count} rounds)" : "")}",
        ];
        return string.Join(Environment.NewLine, lines);

        string Describe(Func<TrialResult, Failover> end, double mostAfter) =>
            $"shards answer again after {Goal.Of(S(round => end(round).After), mostAfter, "s")}; slowest answer {Goal.Of(S(round => end(round).Slowest), MostSlowest, "s")}; "
            + $"p99 back after {Goal.Of(S(round => end(round).Settled), 2, "s")}";
        TrialCounts Sum(Func<TrialResult, TrialCounts> counts) => rounds.Select(counts).Aggregate((one, other) => one + other);
        double S(Func<TrialResult, TimeSpan> time) => Of(round => time(round).TotalSeconds);
        double Of(Func<TrialResult, double> value) => Median.Of(rounds.Select(value));
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        static TimeSpan Slowest(TrialResult round) => new[] { round.Heads, round.Coordinator, round.FrontEnd }.Max(end => end.Slowest);
        // Without an answer there was nothing to compare with.
        static TimeSpan Max(TimeSpan time) => time > TimeSpan.FromMilliseconds(1) ? time : TimeSpan.FromMilliseconds(1);
    }
}

/// <summary>The most that a figure is to be.</summary>
internal static class Goal
{
    /// <summary>The figure with its goal, and whether that was reached by what is printed of it, such as <c>4.20 s (goal 4.5 s: reached)</c>.</summary>
    public static string Of(double found, double most, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{found:0.00} {unit} (goal {most:0.#} {unit}: {(Math.Round(found, 2) <= most ? "reached" : "MISSED")})");
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
