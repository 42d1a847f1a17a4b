using System.Globalization;
using System.Text;
using Router.Host;
using Spectre.Console;

namespace Router.Tools.Bench;

/// <summary>Results as a table and as CSV.</summary>
/// <param name="loadName">What the load counts: <c>clients</c>, <c>sessions</c>, <c>queries/s</c> or <c>sessions/s</c>.</param>
/// <param name="sessions">Whether utterances of sessions were measured.</param>
internal sealed class BenchReport(string loadName, bool sessions)
{
    /// <summary>The columns of the CSV; times are in milliseconds, and those of queue, encode, heads and rank are means.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "target", "load_kind", "load", "state", "windows", "seconds", "decisions", "throughput_per_s", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms",
        "queue_ms", "encode_ms", "heads_ms", "rank_ms", "errors", "hits", "hit_p50_ms", "hit_p99_ms", "misses", "miss_p50_ms", "miss_p99_ms",
        "encoded_per_decision", "late_p99_ms",
    ];

    /// <summary>The results as a table, times in milliseconds.</summary>
    public Table ToTable(IEnumerable<LoadResult> results)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var name in TableColumns()) table.AddColumn(new TableColumn(new Text(name)).RightAligned().NoWrap());
        foreach (var result in results) table.AddRow(TableRow(result).Select(cell => new Text(cell)));
        return table;
    }

    /// <summary>The results as CSV, with a line of column names; what was not measured is empty.</summary>
    public string ToCsv(IEnumerable<LoadResult> results)
    {
        var csv = new StringBuilder().AppendJoin(',', Columns).Append('\n');
        foreach (var result in results) csv.AppendJoin(',', CsvRow(result)).Append('\n');
        return csv.ToString();
    }

    /// <summary>The errors of a load by kind; empty when there were none.</summary>
    public static string ErrorsOf(LoadResult result) =>
        string.Join(", ", result.Measured.Errors.Select(error => $"{error.Value} {error.Key}"));

    private IEnumerable<string> TableColumns() =>
    [
        "target", loadName, sessions ? "utterances/s" : "per s", "p50", "p90", "p95", "p99", "p99.9", "queue", "encode", "heads", "rank", "errors",
        .. sessions ? ["hits", "hit p50", "hit p99", "miss p50", "miss p99"] : (string[])[], "encoded/decision", "state",
    ];

    private IEnumerable<string> TableRow(LoadResult result)
    {
        var measured = result.Measured;
        var timings = measured.MeanTimings;
        return
        [
            result.Target, Number(result.Load, "0.##"), Number(measured.Throughput, "0.0"), .. new[] { 0.5, 0.9, 0.95, 0.99, 0.999 }.Select(share => Ms(measured.Latency, share)),
            Number(timings.QueueMs, "0.0"), Number(timings.EncodeMs, "0.0"), Number(timings.HeadsMs, "0.0"), Number(timings.RankMs, "0.00"),
            $"{measured.Errors.Values.Sum()}",
            .. sessions
                ? [
                    HitShare(measured), Ms(measured.Hits, 0.5), Ms(measured.Hits, 0.99),
                    Ms(measured.Misses, 0.5), Ms(measured.Misses, 0.99),
                ]
                : (string[])[],
            Number(EncodedPerDecision(measured), "0.00"), $"{result.State}".ToLowerInvariant(),
        ];
    }

    private IEnumerable<string> CsvRow(LoadResult result)
    {
        var measured = result.Measured;
        var timings = measured.MeanTimings;
        return
        [
            result.Target, loadName, Number(result.Load, "0.###"), $"{result.State}".ToLowerInvariant(), $"{result.Windows}",
            Number(measured.Duration.TotalSeconds, "0.000"), $"{measured.Latency.Count}", Number(measured.Throughput, "0.000"),
            .. new[] { 0.5, 0.9, 0.95, 0.99, 0.999 }.Select(share => Ms(measured.Latency, share, "0.000")),
            Number(timings.QueueMs, "0.000"), Number(timings.EncodeMs, "0.000"), Number(timings.HeadsMs, "0.000"), Number(timings.RankMs, "0.000"),
            $"{measured.Errors.Values.Sum()}",
            sessions ? $"{measured.Hits.Count}" : "", Ms(measured.Hits, 0.5, "0.000"), Ms(measured.Hits, 0.99, "0.000"),
            sessions ? $"{measured.Misses.Count}" : "", Ms(measured.Misses, 0.5, "0.000"), Ms(measured.Misses, 0.99, "0.000"),
            Number(EncodedPerDecision(measured), "0.000"), Ms(measured.Lateness, 0.99, "0.000"),
        ];
    }

    private static string HitShare(Window measured)
    {
        var all = measured.Hits.Count + measured.Misses.Count;
        return all == 0 ? "" : $"{100.0 * measured.Hits.Count / all:0} %";
    }

    private static double? EncodedPerDecision(Window measured) =>
        measured.Encoded is { } encoded && measured.Latency.Count > 0 ? (double)encoded / measured.Latency.Count : null;

    private static string Ms(LatencyHistogram histogram, double share, string format = "0.0") =>
        histogram.Count == 0 ? "" : Number(histogram.Percentile(share).TotalMilliseconds, format);

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
