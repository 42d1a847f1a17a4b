using System.Numerics;
using Router.Host;

namespace Router.Tools.Bench;

/// <summary>
/// Counts times in buckets whose width grows with the time, as HdrHistogram does: 128 buckets between a power of two and the next. Times up
/// to 256 µs are exact to the microsecond; above, what is read back is at most 0.4 % off. Fixed size, about 26 KB. Not for several threads
/// at once.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>Times above it count as this: over an hour.</summary>
    public static readonly TimeSpan Largest = TimeSpan.FromMicroseconds(uint.MaxValue);

    private const int Bits = 7;
    private const int Buckets = 1 << Bits;

    private readonly long[] _counts = new long[(32 - Bits + 1) * Buckets];

    /// <summary>How many times were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a time; one below zero counts as zero.</summary>
    public void Add(TimeSpan time)
    {
        var micros = Math.Clamp(time.Ticks / TimeSpan.TicksPerMicrosecond, 0, uint.MaxValue);
        _counts[IndexOf((uint)micros)]++;
        Count++;
    }

    /// <summary>Adds what another one counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The time that a share of all times do not exceed; zero when nothing was counted.</summary>
    /// <param name="share">0..1; 0.99 for the 99th percentile.</param>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank) return MiddleOf(i);
        }
        return TimeSpan.Zero;
    }

    private static int IndexOf(uint micros)
    {
        var shift = Math.Max(0, BitOperations.Log2(micros) - Bits);
        return (shift * Buckets) + (int)(micros >> shift);
    }

    private static TimeSpan MiddleOf(int index)
    {
        var shift = Math.Max(0, (index / Buckets) - 1);
        var lowest = (long)(index - (shift * Buckets)) << shift;
        return TimeSpan.FromMicroseconds(lowest + (((1L << shift) - 1) / 2.0));
    }
}
