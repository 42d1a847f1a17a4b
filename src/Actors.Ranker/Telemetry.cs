using System.Diagnostics;
using System.Diagnostics.Metrics;
using Router.Contracts;

namespace Actors.Ranker;

/// <summary>The ranker's metrics.</summary>
public static class Telemetry
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Router.Ranker";

    private static readonly Meter Meter = new(MeterName);

    /// <summary><c>router.query.duration</c>, seconds, from acceptance to the end; tag <c>outcome</c>.</summary>
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "router.query.duration", "s", "Time from a query's acceptance to its end.");

    internal static void Ended(RouteResult result, TimeSpan elapsed)
    {
        if (!Duration.Enabled) return;
        Record(elapsed, result switch
        {
            RouteDecision decision => decision.Outcome.ToString(),
            RouteRefused refused => refused.Reason.ToString(),
            _ => "unknown",
        });
    }

    internal static void Cancelled(TimeSpan elapsed) => Record(elapsed, "Cancelled");

    private static void Record(TimeSpan elapsed, string outcome) =>
        Duration.Record(elapsed.TotalSeconds, new TagList { { "outcome", outcome } });
}
