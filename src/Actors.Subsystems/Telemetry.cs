using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Subsystems;

/// <summary>The subsystems' metrics.</summary>
public static class Telemetry
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Router.Subsystems";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Queries = Meter.CreateCounter<long>(
        "router.subsystem.queries", "{query}", "Queries judged; tag subsystem.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "router.subsystem.run.duration", "s", "Time a head takes for a batch, decoding included; tag subsystem.");

    private static readonly Counter<long> SecondAsks = Meter.CreateCounter<long>(
        "router.subsystem.second_asks", "{batch}", "Batches that another replica was asked of, as the first one failed, was gone or late; tag subsystem.");

    private static readonly Counter<long> Unsent = Meter.CreateCounter<long>(
        "router.subsystem.unsent", "{batch}", "Batches that were not sent to a node, as too much was on its way to it already; tag subsystem.");

    private static readonly UpDownCounter<long> UnansweredBytes = Meter.CreateUpDownCounter<long>(
        "router.subsystem.unanswered", "By", "Layer states that were sent to another node and are not answered yet; tag node, its address.");

    internal static void NotSent(string subsystem)
    {
        if (Unsent.Enabled) Unsent.Add(1, new TagList { { "subsystem", subsystem } });
    }

    internal static void Unanswered(string node, long bytes)
    {
        if (UnansweredBytes.Enabled) UnansweredBytes.Add(bytes, new TagList { { "node", node } });
    }

    internal static void AskedAgain(string subsystem)
    {
        if (SecondAsks.Enabled) SecondAsks.Add(1, new TagList { { "subsystem", subsystem } });
    }

    internal static void Judged(string subsystem, int queries, TimeSpan elapsed)
    {
        if (!Queries.Enabled && !Duration.Enabled) return;
        var tags = new TagList { { "subsystem", subsystem } };
        Queries.Add(queries, tags);
        Duration.Record(elapsed.TotalSeconds, tags);
    }
}
