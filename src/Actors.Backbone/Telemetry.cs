using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Backbone;

/// <summary>The backbone's metrics.</summary>
public static class Telemetry
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Router.Backbone";

    private static readonly Meter Meter = new(MeterName);

    /// <summary><c>router.backbone.runs</c>: how often a model ran; tags <c>backbone</c> and <c>device</c>.</summary>
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("router.backbone.runs", "{run}", "Runs of the backbone.");

    /// <summary><c>router.backbone.queries</c>: queries encoded by a run; tags <c>backbone</c> and <c>device</c>.</summary>
    private static readonly Counter<long> Queries = Meter.CreateCounter<long>(
        "router.backbone.queries", "{query}", "Queries encoded by a run of the backbone.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "router.backbone.run.duration", "s", "Duration of a run of the backbone.");

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "router.backbone.batch.size", "{query}", "Queries in a run of the backbone.");

    private static readonly Histogram<int> BatchTokens = Meter.CreateHistogram<int>(
        "router.backbone.batch.tokens", "{token}", "Tokens of a batch's longest query.");

    private static readonly Counter<long> CacheHits = Meter.CreateCounter<long>(
        "router.backbone.cache.hits", "{query}", "Queries answered from the layer-state cache.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "router.backbone.refusals", "{query}", "Queries refused because every queue was full.");

    /// <summary><c>router.backbone.cancelled</c>: queries that were cancelled before the model ran on them.</summary>
    private static readonly Counter<long> Cancellations = Meter.CreateCounter<long>(
        "router.backbone.cancelled", "{query}", "Queries cancelled before the backbone ran on them.");

    /// <summary><c>router.backbone.gate.asked</c>: heads left by gates, one for each text; tag <c>backbone</c>.</summary>
    private static readonly Counter<long> Asked = Meter.CreateCounter<long>(
        "router.backbone.gate.asked", "{head}", "Heads that a backbone's gate had judge a text.");

    /// <summary><c>router.backbone.gate.skipped</c>: heads left out by gates, one for each text; tag <c>backbone</c>.</summary>
    private static readonly Counter<long> Skipped = Meter.CreateCounter<long>(
        "router.backbone.gate.skipped", "{head}", "Heads that a backbone's gate left out of the judging of a text.");

    internal static void Gated(string backbone, int asked, int skipped)
    {
        var tag = new KeyValuePair<string, object?>("backbone", backbone);
        Asked.Add(asked, tag);
        Skipped.Add(skipped, tag);
    }

    internal static void Ran(string backbone, string device, int queries, int tokens, TimeSpan elapsed)
    {
        var tags = new TagList { { "backbone", backbone }, { "device", device } };
        Runs.Add(1, tags);
        Queries.Add(queries, tags);
        Duration.Record(elapsed.TotalSeconds, tags);
        BatchSize.Record(queries, tags);
        BatchTokens.Record(tokens, tags);
    }

    internal static void Cancelled() => Cancellations.Add(1);

    internal static void CacheHit(string backbone) => CacheHits.Add(1, new KeyValuePair<string, object?>("backbone", backbone));

    internal static void Refused(string backbone) => Refusals.Add(1, new KeyValuePair<string, object?>("backbone", backbone));
}
