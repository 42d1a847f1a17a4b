using System.Collections.Concurrent;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>Measures what a query takes each head, for the allocation. Read by any thread.</summary>
internal sealed class HeadCosts(TimeProvider time)
{
    private const double Weight = 1.0 / 16;

    private readonly ConcurrentDictionary<string, double> _milliseconds = new(StringComparer.Ordinal);

    /// <summary>A head that is measured as it judges.</summary>
    public JudgeBatch Measure(string subsystem, JudgeBatch judge) => batch =>
    {
        var started = time.GetTimestamp();
        var verdicts = judge(batch);
        var found = time.GetElapsedTime(started).TotalMilliseconds / batch.Queries.Count;
        _milliseconds.AddOrUpdate(subsystem, found, (_, known) => known + (Weight * (found - known)));
        return verdicts;
    };

    /// <summary>Milliseconds for a query, to two digits, so that noise is not told to every node; 0 while nothing was judged.</summary>
    public double Of(string subsystem)
    {
        if (!_milliseconds.TryGetValue(subsystem, out var cost) || cost <= 0) return 0;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(cost)) - 1);
        return Math.Round(cost / unit) * unit;
    }
}
