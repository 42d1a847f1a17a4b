namespace Router.Contracts;

/// <summary>
/// Learns when an answer is late, such as a subsystem's verdict: the mean of the recent latencies and four times their mean deviation, which is how TCP finds its
/// retransmission timeout (RFC 6298). Keeps the share of verdicts that are asked for twice within its bound.
/// </summary>
public sealed class HedgeDelays(HedgeSettings settings)
{
    /// <summary>The weight of the newest latency in a mean of recent ones.</summary>
    public const double MeanWeight = 1.0 / 8;

    private const double DeviationWeight = 1.0 / 4;

    /// <summary>What may be saved up for a bad moment: a batch's worth of subsystems.</summary>
    private const double MostSaved = 20;

    private readonly Dictionary<string, (double Mean, double Deviation)> _latencies = new(StringComparer.Ordinal);
    private double _saved = MostSaved;

    /// <summary>After what time a verdict is late.</summary>
    public TimeSpan For(string subsystem)
    {
        if (!_latencies.TryGetValue(subsystem, out var latency)) return settings.MaxDelay;
        var delay = TimeSpan.FromMilliseconds(latency.Mean + (4 * latency.Deviation));
        return delay < settings.MinDelay ? settings.MinDelay : delay > settings.MaxDelay ? settings.MaxDelay : delay;
    }

    /// <summary>A verdict came in so long after it was asked for.</summary>
    public void Judged(string subsystem, TimeSpan latency)
    {
        var found = latency.TotalMilliseconds;
        _latencies[subsystem] = _latencies.TryGetValue(subsystem, out var known)
            ? (Blend(known.Mean, found, MeanWeight), Blend(known.Deviation, Math.Abs(found - known.Mean), DeviationWeight))
            : (found, found / 2);
    }

    /// <summary>So many verdicts were asked for the first time.</summary>
    public void Asked(int verdicts) => _saved = Math.Min(MostSaved, _saved + (verdicts * settings.MaxShare));

    /// <summary>Whether a late verdict may be asked for again.</summary>
    public bool TrySpend()
    {
        if (_saved < 1 || settings.MaxShare == 0) return false;
        _saved--;
        return true;
    }

    private static double Blend(double old, double found, double weight) => old + (weight * (found - old));
}
