using System.Collections.Concurrent;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>Measures what a query takes each head, for the allocation. Read by any thread.</summary>
internal sealed class HeadCosts(TimeProvider time)
{
    /// <summary>Batches of each head that are not measured: the first ones wait for the compiler, and for memory that ONNX Runtime then keeps.</summary>
    public const int ColdBatches = 4;

    private const double Weight = 1.0 / 16;

    /// <summary>A batch during which its thread had to wait for another program says little: it counts as so many times what is known at most.</summary>
    private const double MostChange = 2;

    private readonly ConcurrentDictionary<string, Cost> _costs = new(StringComparer.Ordinal);

    /// <summary>A head that is measured as it judges.</summary>
    public JudgeBatch Measure(string subsystem, JudgeBatch judge) => batch =>
    {
        var started = time.GetTimestamp();
        var verdicts = judge(batch);
        var found = time.GetElapsedTime(started).TotalMilliseconds / batch.Queries.Count;
        _costs.AddOrUpdate(subsystem, new Cost(Batches: 1, Milliseconds: 0), (_, known) => known.With(found));
        return verdicts;
    };

    /// <summary>Milliseconds for a query, to two digits, so that noise is not told to every node; 0 while that is not known.</summary>
    public double Of(string subsystem)
    {
        if (!_costs.TryGetValue(subsystem, out var known) || known.Milliseconds <= 0) return 0;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(known.Milliseconds)) - 1);
        return Math.Round(known.Milliseconds / unit) * unit;
    }

    private readonly record struct Cost(int Batches, double Milliseconds)
    {
        public Cost With(double found)
        {
            if (Batches < ColdBatches) return this with { Batches = Batches + 1 };
            if (Milliseconds <= 0) return this with { Milliseconds = found };
            var bounded = Math.Clamp(found, Milliseconds / MostChange, Milliseconds * MostChange);
            return this with { Milliseconds = Milliseconds + (Weight * (bounded - Milliseconds)) };
        }
    }
}
