using System.Globalization;
using System.Numerics;

namespace Actors.Runtime.Configuration.Internal;

/// <summary>Reads booleans, numbers, durations and sizes.</summary>
internal static class HoconUnits
{
    private static readonly Dictionary<string, double> TicksOf = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, decimal> BytesOf = new(StringComparer.Ordinal);

    static HoconUnits()
    {
        Names(TicksOf, 0.01, "ns", "nano", "nanos", "nanosecond", "nanoseconds");
        Names(TicksOf, TimeSpan.TicksPerMicrosecond, "us", "micro", "micros", "microsecond", "microseconds");
        Names(TicksOf, TimeSpan.TicksPerMillisecond, "", "ms", "milli", "millis", "millisecond", "milliseconds");
        Names(TicksOf, TimeSpan.TicksPerSecond, "s", "second", "seconds");
        Names(TicksOf, TimeSpan.TicksPerMinute, "m", "minute", "minutes");
        Names(TicksOf, TimeSpan.TicksPerHour, "h", "hour", "hours");
        Names(TicksOf, TimeSpan.TicksPerDay, "d", "day", "days");

        Names(BytesOf, 1, "", "B", "b", "byte", "bytes");
        string[] thousands = ["kilo", "mega", "giga", "tera", "peta", "exa"];
        string[] powersOfTwo = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi"];
        for (var i = 0; i < thousands.Length; i++)
        {
            var letter = char.ToUpperInvariant(thousands[i][0]);
            var decimalSign = i == 0 ? "kB" : $"{letter}B";
            Names(BytesOf, Power(1000, i + 1), decimalSign, $"{thousands[i]}byte", $"{thousands[i]}bytes");
            Names(BytesOf, Power(1024, i + 1), $"{letter}", $"{char.ToLowerInvariant(letter)}", $"{letter}i", $"{letter}iB", $"{powersOfTwo[i]}byte", $"{powersOfTwo[i]}bytes");
        }
    }

    public static bool Boolean(string? text) => text switch
    {
        "true" or "on" or "yes" => true,
        "false" or "off" or "no" => false,
        _ => throw Wrong(text, "true, on or yes, or false, off or no"),
    };

    public static T Number<T>(string? text, string form)
        where T : INumber<T> =>
        T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(text, form);

    public static TimeSpan Duration(string? text, bool allowInfinite)
    {
        if (allowInfinite && string.Equals(text, "infinite", StringComparison.OrdinalIgnoreCase)) return Timeout.InfiniteTimeSpan;
        var form = "a duration such as 250ms, 1.5s, 2m, 1h or 3d" + (allowInfinite ? ", or infinite" : "");
        var (number, unit) = Divide(text);
        if (!TicksOf.TryGetValue(unit, out var ticks) || number.Length == 0) throw Wrong(text, form);
        var total = Number<double>(number, form) * ticks;
        return total >= 0 && total < TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)Math.Round(total)) : throw Wrong(text, form);
    }

    public static long Bytes(string? text)
    {
        const string form = "a size such as 512, 64kB or 1MiB";
        var (number, unit) = Divide(text);
        if (!BytesOf.TryGetValue(unit, out var bytes) || number.Length == 0) throw Wrong(text, form);
        var count = Number<decimal>(number, form);
        return count >= 0 && count <= long.MaxValue / bytes ? (long)decimal.Round(count * bytes) : throw Wrong(text, form);
    }

    private static (string Number, string Unit) Divide(string? text)
    {
        var trimmed = (text ?? "").AsSpan().Trim();
        var length = trimmed.Length;
        while (length > 0 && char.IsAsciiLetter(trimmed[length - 1])) length--;
        return (trimmed[..length].Trim().ToString(), trimmed[length..].ToString());
    }

    private static decimal Power(decimal of, int exponent) => exponent == 0 ? 1 : of * Power(of, exponent - 1);

    private static void Names<T>(Dictionary<string, T> table, T value, params string[] names)
    {
        foreach (var name in names) table.TryAdd(name, value);
    }

    private static ConfigurationException Wrong(string? text, string form) => new($"{Shown(text)} is not {form}");

    private static string Shown(string? text) => text switch
    {
        null => "null",
        { Length: > 80 } => $"\"{text[..80]}…\"",
        _ => $"\"{text}\"",
    };
}
