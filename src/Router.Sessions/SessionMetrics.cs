using System.Diagnostics;
using System.Diagnostics.Metrics;
using Router.Contracts;

namespace Router.Sessions;

/// <summary>What sessions measure of themselves.</summary>
public static class SessionMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Router.Sessions";

    private static readonly Meter Meter = new(MeterName);

    /// <summary><c>router.sessions.active</c>: sessions open.</summary>
    private static readonly UpDownCounter<long> Active = Meter.CreateUpDownCounter<long>("router.sessions.active", "{session}", "Sessions open.");

    /// <summary><c>router.sessions.refused</c>: sessions that were not opened; tag <c>limit</c>, the configuration key.</summary>
    private static readonly Counter<long> RefusedSessions = Meter.CreateCounter<long>(
        "router.sessions.refused", "{session}", "Sessions that were not opened.");

    /// <summary><c>router.session.hypotheses.dropped</c>: partial hypotheses over the rate that is allowed.</summary>
    private static readonly Counter<long> DroppedHypotheses = Meter.CreateCounter<long>(
        "router.session.hypotheses.dropped", "{hypothesis}", "Partial hypotheses passed over.");

    /// <summary><c>router.session.events.invalid</c>: events with a wrong field; partial hypotheses among them are passed over.</summary>
    private static readonly Counter<long> InvalidEvents = Meter.CreateCounter<long>(
        "router.session.events.invalid", "{event}", "Events with a wrong field.");

    /// <summary><c>router.session.utterances.failed</c>: utterances that ended with an error.</summary>
    private static readonly Counter<long> FailedUtterances = Meter.CreateCounter<long>(
        "router.session.utterances.failed", "{utterance}", "Utterances that ended with an error.");

    /// <summary><c>router.session.decision.duration</c>, seconds, from the final hypothesis; tag <c>speculation</c>: hit or miss.</summary>
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "router.session.decision.duration", "s", "Time from a final hypothesis to its decision.");

    /// <summary><c>router.speculation.queries</c>: partial hypotheses routed.</summary>
    private static readonly Counter<long> Speculations = Meter.CreateCounter<long>(
        "router.speculation.queries", "{query}", "Partial hypotheses routed.");

    /// <summary><c>router.speculation.hits</c>: final hypotheses answered by one of them.</summary>
    private static readonly Counter<long> Hits = Meter.CreateCounter<long>(
        "router.speculation.hits", "{utterance}", "Final hypotheses answered from speculation.");

    /// <summary><c>router.speculation.misses</c>: final hypotheses that had to be routed.</summary>
    private static readonly Counter<long> Misses = Meter.CreateCounter<long>(
        "router.speculation.misses", "{utterance}", "Final hypotheses that had to be routed.");

    /// <summary><c>router.speculation.wasted</c>: partial hypotheses routed that answered no final one, counted at the utterance's end.</summary>
    private static readonly Counter<long> WastedQueries = Meter.CreateCounter<long>(
        "router.speculation.wasted", "{query}", "Partial hypotheses routed in vain.");

    internal static void Opened() => Active.Add(1);

    internal static void Ended() => Active.Add(-1);

    internal static void Refused(string limit) => RefusedSessions.Add(1, new KeyValuePair<string, object?>("limit", limit));

    internal static void Dropped() => DroppedHypotheses.Add(1);

    internal static void Invalid() => InvalidEvents.Add(1);

    internal static void Failed() => FailedUtterances.Add(1);

    internal static void Speculated() => Speculations.Add(1);

    internal static void Decided(bool isHit, TimeSpan latency)
    {
        (isHit ? Hits : Misses).Add(1);
        Duration.Record(latency.TotalSeconds, new TagList { { "speculation", isHit ? "hit" : "miss" } });
    }

    internal static void Wasted(int queries)
    {
        if (queries > 0) WastedQueries.Add(queries);
    }
}
