using System.Globalization;
using Akka.Configuration.Hocon;

namespace Router.Host.Configuration.Internal;

/// <summary>What a key may hold.</summary>
/// <param name="Allowed">In words, for the message about anything else.</param>
/// <param name="Read">The value, or false when it is not of this form.</param>
internal sealed record ValueForm<T>(string Allowed, ReadValue<T> Read);

/// <summary>Reads a value if it has the form.</summary>
internal delegate bool ReadValue<T>(HoconValue value, out T result);

/// <summary>
/// The forms in use. They read the text of a value by themselves, not by its getters, which coerce more or less depending on the engine.
/// </summary>
internal static class ValueForms
{
    private const string DurationExample = "a number and ns, us, ms, s, m, h or d";
    private const string SizeExample = "a number of bytes, or one with kB, MB, GB, KiB, MiB or GiB";

    private static readonly Dictionary<string, decimal> TicksOf = new(StringComparer.Ordinal)
    {
        ["ns"] = 0.01m,
        ["us"] = TimeSpan.TicksPerMicrosecond,
        ["ms"] = TimeSpan.TicksPerMillisecond,
        ["s"] = TimeSpan.TicksPerSecond,
        ["m"] = TimeSpan.TicksPerMinute,
        ["h"] = TimeSpan.TicksPerHour,
        ["d"] = TimeSpan.TicksPerDay,
    };

    private static readonly Dictionary<string, decimal> BytesOf = new(StringComparer.Ordinal)
    {
        [""] = 1,
        ["b"] = 1,
        ["B"] = 1,
        ["kB"] = 1_000,
        ["MB"] = 1_000_000,
        ["GB"] = 1_000_000_000,
        ["KiB"] = 1L << 10,
        ["MiB"] = 1L << 20,
        ["GiB"] = 1L << 30,
    };

    public static readonly ValueForm<bool> Switch = Text<bool>("on or off (or true, yes, false, no)", ReadSwitch);

    public static ValueForm<int> Whole(int smallest, int largest) => Text(
        $"a whole number from {smallest} to {largest}",
        (string text, out int number) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= smallest && number <= largest);

    public static ValueForm<double> Fraction(double smallest, double largest) => Text(
        $"a number from {smallest} to {largest}",
        (string text, out double number) =>
            double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && number >= smallest && number <= largest);

    /// <param name="smallest">As written in a configuration.</param>
    /// <param name="largest">As written in a configuration.</param>
    public static ValueForm<TimeSpan> Duration(string smallest, string largest)
    {
        if (!TryQuantity(smallest, TicksOf, out var least) || !TryQuantity(largest, TicksOf, out var most))
            throw new ArgumentException($"{smallest} or {largest} is not a duration");
        return Text(
            $"a duration from {smallest} to {largest}: {DurationExample}",
            (string text, out TimeSpan duration) =>
            {
                var isInside = TryQuantity(text, TicksOf, out var ticks) && ticks >= least && ticks <= most;
                duration = isInside ? TimeSpan.FromTicks((long)decimal.Round(ticks)) : default;
                return isInside;
            });
    }

    /// <param name="smallest">As written in a configuration.</param>
    /// <param name="largest">As written in a configuration.</param>
    public static ValueForm<long> Bytes(string smallest, string largest)
    {
        if (!TryQuantity(smallest, BytesOf, out var least) || !TryQuantity(largest, BytesOf, out var most))
            throw new ArgumentException($"{smallest} or {largest} is not a size");
        return Text(
            $"a size from {smallest} to {largest}: {SizeExample}",
            (string text, out long bytes) =>
            {
                var isInside = TryQuantity(text, BytesOf, out var count) && count >= least && count <= most && count == decimal.Truncate(count);
                bytes = isInside ? (long)count : 0;
                return isInside;
            });
    }

    public static ValueForm<T> OneOf<T>()
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(v => v.ToString().ToLowerInvariant(), StringComparer.Ordinal);
        return Text($"one of {string.Join(", ", names.Keys)}", (string text, out T value) => names.TryGetValue(text, out value));
    }

    /// <param name="allowed">What it may be, in words.</param>
    /// <param name="isAllowed">Whether a text is that.</param>
    public static ValueForm<string> Word(string allowed, Func<string, bool> isAllowed) => Text(
        allowed,
        (string text, out string word) =>
        {
            word = text;
            return isAllowed(text);
        });

    public static ValueForm<IReadOnlyList<T>> ListOf<T>(ValueForm<T> item, int most, int least = 1) => new(
        $"a list of {least} to {most}, each {item.Allowed}",
        (HoconValue value, out IReadOnlyList<T> result) =>
        {
            var items = new List<T>();
            result = items;
            if (!IsList(value)) return false;
            foreach (var element in value.GetArray())
            {
                if (!item.Read(element, out var read)) return false;
                items.Add(read);
            }

            return items.Count >= least && items.Count <= most;
        });

    public static ValueForm<T> Text<T>(string allowed, ReadText<T> read) => new(
        allowed,
        (HoconValue value, out T result) =>
        {
            if (IsText(value) && value.GetString() is { } text) return read(text, out result);
            result = default!;
            return false;
        });

    /// <summary>The value as HOCON, cut short when it is long.</summary>
    public static string Show(HoconValue value)
    {
        var shown = IsText(value)
            ? value.GetString() is { } text ? ShowText(text) : "null"
            : IsList(value) ? $"[{string.Join(", ", value.GetArray().Select(Show))}]" : "an object";
        return shown.Length <= 100 ? shown : string.Concat(shown.AsSpan(0, 100), "…");
    }

    private static string ShowText(string text) =>
        text.Length > 0 && text != "null" && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? text
            : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")}\"";

    private static bool IsText(HoconValue value) => !value.IsObject() && value.IsString();

    /// <summary>Akka.NET says of an empty list that it is none, so its elements are looked at.</summary>
    private static bool IsList(HoconValue value) =>
        !value.IsObject() && !value.IsString() && value.Values.Any(element => element is HoconArray);

    private static bool ReadSwitch(string text, out bool value)
    {
        value = text is "on" or "true" or "yes";
        return value || text is "off" or "false" or "no";
    }

    private static bool TryQuantity(string text, Dictionary<string, decimal> units, out decimal amount)
    {
        var end = text.Length;
        while (end > 0 && char.IsAsciiLetter(text[end - 1])) end--;
        amount = 0;
        if (!units.TryGetValue(text[end..], out var unit)) return false;
        if (!decimal.TryParse(text.AsSpan(0, end).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        if (number > decimal.MaxValue / 1_000_000_000_000_000m) return false;
        amount = number * unit;
        return true;
    }
}

/// <summary>Reads a text if it has the form.</summary>
internal delegate bool ReadText<T>(string text, out T result);
