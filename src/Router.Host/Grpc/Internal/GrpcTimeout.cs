using System.Globalization;

namespace Router.Host.Grpc.Internal;

/// <summary>The header <c>grpc-timeout</c>: 1 to 8 digits and a unit, such as <c>250m</c>.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxNumber = 99_999_999;

    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond), ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute), ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a value of the header.</summary>
    /// <param name="value">The header; empty when there is none.</param>
    /// <param name="timeout">The time; rounded up to 100 ns; null when there is no header.</param>
    /// <returns>False when the value is not of that form.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, out TimeSpan? timeout)
    {
        timeout = null;
        if (value.IsEmpty) return true;
        var digits = value[..^1];
        if (digits.Length is 0 or > MaxDigits) return false;
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        long? ticks = value[^1] switch
        {
            'H' => number * TimeSpan.TicksPerHour,
            'M' => number * TimeSpan.TicksPerMinute,
            'S' => number * TimeSpan.TicksPerSecond,
            'm' => number * TimeSpan.TicksPerMillisecond,
            'u' => number * TimeSpan.TicksPerMicrosecond,
            'n' => (number + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick,
            _ => null,
        };
        if (ticks is null) return false;
        timeout = TimeSpan.FromTicks(ticks.Value);
        return true;
    }

    /// <summary>Writes a value of the header, in the finest unit that has room for it; rounded up.</summary>
    /// <param name="timeout">Not negative. The header can say at most 99,999,999 hours.</param>
    public static string Format(TimeSpan timeout)
    {
        foreach (var (unit, ticks) in Units)
        {
            var number = (timeout.Ticks / ticks) + (timeout.Ticks % ticks > 0 ? 1 : 0);
            if (number <= MaxNumber) return number.ToString(CultureInfo.InvariantCulture) + unit;
        }
        return $"{MaxNumber}H";
    }
}
