using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Akka.Configuration.Hocon;

namespace Router.Contracts.Configuration;

/// <summary>What a key may hold.</summary>
/// <param name="Allowed">In words, for the message about anything else.</param>
/// <param name="Read">The value, or false when it is not of this form.</param>
public sealed record ValueForm<T>(string Allowed, ReadValue<T> Read);

/// <summary>Reads a value if it has the form.</summary>
public delegate bool ReadValue<T>(HoconValue value, out T result);

/// <summary>The forms in use. They read the text of a value by themselves: Akka.NET's getters take 10 for ten milliseconds, and a text for a list.</summary>
public static partial class ValueForms
{
    /// <summary>What <see cref="Name"/> is, in words.</summary>
    public const string AllowedName = "1 to 64 lower-case letters, digits, - and _, the first a letter or digit";

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

    /// <summary>A switch.</summary>
    public static ValueForm<bool> Switch { get; } = Text<bool>("on or off (or true, yes, false, no)", ReadSwitch);

    /// <summary>The name of a node, a package or a subsystem.</summary>
    public static ValueForm<string> Name { get; } = Word(AllowedName, IsName);

    /// <summary>The version of a package.</summary>
    public static ValueForm<string> Version { get; } =
        Word("a version: three numbers with dots between them", text => VersionPattern().IsMatch(text));

    /// <summary>A directory.</summary>
    public static ValueForm<string> Directory { get; } = Word("a directory", text => text.Length > 0);

    /// <summary>A directory, or none.</summary>
    public static ValueForm<string> OptionalDirectory { get; } = Word("a directory, or \"\" for none", _ => true);

    /// <summary>A file, or none.</summary>
    public static ValueForm<string> OptionalFile { get; } = Word("a file, or \"\" for none", _ => true);

    /// <summary>An address of this machine.</summary>
    public static ValueForm<string> Host { get; } =
        Word("an IP address, or localhost", text => text == "localhost" || IPAddress.TryParse(text, out _));

    /// <summary>A port, 0 for any free one.</summary>
    public static ValueForm<int> Port { get; } = Whole(0, 65535);

    /// <summary>Whether a text is of the form <see cref="Name"/>.</summary>
    public static bool IsName(string text) =>
        text.Length is >= 1 and <= 64
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>A whole number, both bounds allowed.</summary>
    public static ValueForm<int> Whole(int smallest, int largest) => Text(
        $"a whole number from {smallest} to {largest}",
        (string text, out int number) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= smallest && number <= largest);

    /// <summary>A number, both bounds allowed.</summary>
    public static ValueForm<double> Fraction(double smallest, double largest) => Text(
        $"a number from {smallest} to {largest}",
        (string text, out double number) =>
            double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && number >= smallest && number <= largest);

    /// <summary>A length of time with its unit, both bounds allowed.</summary>
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

    /// <summary>A number of bytes, both bounds allowed.</summary>
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

    /// <summary>One of the values of an enumeration, in lower case.</summary>
    public static ValueForm<T> OneOf<T>()
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(v => v.ToString().ToLowerInvariant(), StringComparer.Ordinal);
        return Text($"one of {string.Join(", ", names.Keys)}", (string text, out T value) => names.TryGetValue(text, out value));
    }

    /// <summary>A text.</summary>
    /// <param name="allowed">What it may be, in words.</param>
    /// <param name="isAllowed">Whether a text is that.</param>
    public static ValueForm<string> Word(string allowed, Func<string, bool> isAllowed) => Text(
        allowed,
        (string text, out string word) =>
        {
            word = text;
            return isAllowed(text);
        });

    /// <summary>A list.</summary>
    /// <param name="item">What each item is.</param>
    /// <param name="most">Items at most.</param>
    /// <param name="least">Items at least.</param>
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

    /// <summary>One item by itself, or a list of items.</summary>
    /// <param name="item">What each item is.</param>
    /// <param name="most">Items at most.</param>
    public static ValueForm<IReadOnlyList<T>> OneOrListOf<T>(ValueForm<T> item, int most)
    {
        var list = ListOf(item, most);
        return new ValueForm<IReadOnlyList<T>>(
            $"{item.Allowed}, or {list.Allowed}",
            (HoconValue value, out IReadOnlyList<T> result) =>
            {
                if (!item.Read(value, out var only)) return list.Read(value, out result);
                result = [only];
                return true;
            });
    }

    /// <summary>What is read from a text.</summary>
    /// <param name="allowed">What it may be, in words.</param>
    /// <param name="read">Reads it.</param>
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
        !value.IsObject() && !value.IsString()
        && value.Values.Any(element => element is HoconArray || (element is HoconSubstitution { ResolvedValue: { } substitute } && IsList(substitute)));

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();

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
public delegate bool ReadText<T>(string text, out T result);
