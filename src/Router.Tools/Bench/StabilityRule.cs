using Router.Host;

namespace Router.Tools.Bench;

/// <summary>When a load has been measured long enough.</summary>
internal static class StabilityRule
{
    /// <summary>How many windows in a row have to agree.</summary>
    public const int Windows = 3;

    /// <summary>How much larger than the smallest the largest of them may be.</summary>
    public const double Tolerance = 0.10;

    /// <summary>Whether the last windows agree in throughput and in the 99th percentile of latency.</summary>
    public static bool IsMet(IReadOnlyList<Window> windows)
    {
        if (windows.Count < Windows) return false;
        var last = windows.Skip(windows.Count - Windows).ToArray();
        return last.All(window => window.Latency.Count > 0)
            && Agree(last.Select(window => window.Throughput))
            && Agree(last.Select(window => window.Latency.Percentile(0.99).TotalMilliseconds));
    }

    private static bool Agree(IEnumerable<double> values)
    {
        var (smallest, largest) = (double.PositiveInfinity, 0.0);
        foreach (var value in values) (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
        return largest <= smallest * (1 + Tolerance);
    }
}
