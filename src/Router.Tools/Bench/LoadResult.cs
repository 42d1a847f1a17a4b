using Router.Host;

namespace Router.Tools.Bench;

/// <summary>How loads are measured.</summary>
/// <param name="Window">How long a window lasts.</param>
/// <param name="MaxWindows">A load is given up as unstable after so many, at least <see cref="StabilityRule.Windows"/>.</param>
internal sealed record LoadPlan(TimeSpan Window, int MaxWindows);

/// <summary>What was measured under one load.</summary>
/// <param name="Load">Clients, or arrivals a second.</param>
/// <param name="Measured">The last windows as one; see <see cref="StabilityRule"/>.</param>
/// <param name="Windows">How many windows there were, without the one to warm up.</param>
/// <param name="State">Whether it can be relied on.</param>
internal sealed record LoadResult(double Load, Window Measured, int Windows, LoadState State)
{
    /// <summary>What was under the load.</summary>
    public string Target { get; init; } = "";

    /// <summary>Whether what makes the load was late by so much that the latencies are its own; never in a closed loop, which has nothing to be late for.</summary>
    public bool IsGeneratorTooSlow =>
        Measured.Lateness.Count > 0 && Measured.Lateness.Percentile(0.99) > TimeSpan.FromMilliseconds(1)
        && Measured.Lateness.Percentile(0.99) > Measured.Latency.Percentile(0.99) / 10;
}

/// <summary>Whether a measurement can be relied on.</summary>
internal enum LoadState
{
    /// <summary>The last windows agree.</summary>
    Stable,

    /// <summary>No three windows in a row agreed.</summary>
    Unstable,

    /// <summary>It was broken off before they did.</summary>
    Interrupted,
}
