using Router.Contracts;
using Router.Host;

namespace Router.Tools.Bench;

/// <summary>How one request, or one utterance of a session, ended.</summary>
/// <param name="Latency">From when it was sent, or was due, to its answer.</param>
internal readonly record struct Sample(TimeSpan Latency)
{
    /// <summary>The kind of error; null when there was a decision.</summary>
    public string? Error { get; init; }

    /// <summary>What the decision says of where the time went.</summary>
    public DecisionTimings Timings { get; init; }

    /// <summary>Whether speculation had the decision ready; null outside sessions.</summary>
    public bool? SpeculationHit { get; init; }
}

/// <summary>What was measured in a stretch of time. Any number of threads may add to it.</summary>
internal sealed class Window
{
    private readonly Lock _lock = new();
    private DecisionTimings _sums;

    /// <summary>How long it lasted.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Latencies of all that was decided.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Latencies of utterances that speculation had decided.</summary>
    public LatencyHistogram Hits { get; } = new();

    /// <summary>Latencies of the other utterances.</summary>
    public LatencyHistogram Misses { get; } = new();

    /// <summary>How late requests were sent that were due at a given time.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>Errors by kind; what they took is in no latency.</summary>
    public SortedDictionary<string, long> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>Queries that the backbone encoded; null where that is not known.</summary>
    public long? Encoded { get; set; }

    /// <summary>Decisions a second.</summary>
    public double Throughput => Duration > TimeSpan.Zero ? Latency.Count / Duration.TotalSeconds : 0;

    /// <summary>Means of what the decisions say of where the time went.</summary>
    public DecisionTimings MeanTimings
    {
        get
        {
            var count = Math.Max(1, Latency.Count);
            var (queue, encode, heads, rank, total) = _sums;
            return new DecisionTimings(queue / count, encode / count, heads / count, rank / count, total / count);
        }
    }

    /// <summary>Adds how a request ended.</summary>
    public void Add(in Sample sample)
    {
        lock (_lock)
        {
            if (sample.Error is { } error)
            {
                Errors[error] = Errors.GetValueOrDefault(error) + 1;
                return;
            }
            Latency.Add(sample.Latency);
            if (sample.SpeculationHit is { } hit) (hit ? Hits : Misses).Add(sample.Latency);
            AddTimings(sample.Timings);
        }
    }

    /// <summary>Adds how late a request was sent.</summary>
    public void AddLateness(TimeSpan late)
    {
        lock (_lock) Lateness.Add(late);
    }

    /// <summary>Several windows as one.</summary>
    public static Window Merge(IEnumerable<Window> windows)
    {
        var merged = new Window();
        foreach (var window in windows)
        {
            lock (window._lock)
            {
                merged.Duration += window.Duration;
                merged.Latency.Add(window.Latency);
                merged.Hits.Add(window.Hits);
                merged.Misses.Add(window.Misses);
                merged.Lateness.Add(window.Lateness);
                merged.AddTimings(window._sums);
                if (window.Encoded is { } encoded) merged.Encoded = (merged.Encoded ?? 0) + encoded;
                foreach (var (error, count) in window.Errors) merged.Errors[error] = merged.Errors.GetValueOrDefault(error) + count;
            }
        }
        return merged;
    }

    private void AddTimings(in DecisionTimings timings) => _sums = new DecisionTimings(
        _sums.QueueMs + timings.QueueMs,
        _sums.EncodeMs + timings.EncodeMs,
        _sums.HeadsMs + timings.HeadsMs,
        _sums.RankMs + timings.RankMs,
        _sums.TotalMs + timings.TotalMs);
}
