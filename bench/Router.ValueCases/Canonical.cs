using System.Globalization;
using System.Text.Json;

namespace Router.ValueCases;

/// <summary>
/// The meanings of a specification in one form, which what is read is brought into as well: points of time as "2016-11-07" and
/// "2016-11-07 08:00:00", lengths in seconds, ranges as "start/end" and bounds as "../end" and "start/..", recurrences as rules of RFC 5545,
/// amounts as number and unit.
/// </summary>
internal static class Canonical
{
    /// <summary>What has no value: a day that does not exist, a season.</summary>
    public const string None = "none";

    private const string Unresolved = "not resolved";

    public static IReadOnlyList<string> Of(string type, JsonElement resolution, DateTime now)
    {
        if (resolution.TryGetProperty("values", out var readings)) return DateTimes(type, [.. readings.EnumerateArray()], now);
        var value = resolution.GetProperty("value").GetString();
        return type switch
        {
            "currency" or "dimension" or "temperature" or "age" => [Amount(value, Text(resolution, "unit"))],
            _ when value is null => [],
            "numberrange" => [Interval(value)],
            "ordinal.relative" => [value],
            "percentage" => [Number(value.TrimEnd('%'))],
            _ => [Number(value)],
        };
    }

    /// <summary>A number to twelve digits: the specification was computed in floating point.</summary>
    public static string Number(string value) => Number(double.Parse(value, CultureInfo.InvariantCulture));

    public static string Number(double value) => value.ToString("G12", CultureInfo.InvariantCulture);

    /// <summary>A number and its unit, in lower case without blanks; the number is missing where a unit stands alone.</summary>
    public static string Amount(string? value, string? unit) => $"{(value is null ? "" : Number(value))} {Units.Name(unit)}".Trim();

    /// <summary>An interval as "[from,to)"; a missing side is unbounded.</summary>
    public static string Interval(string value)
    {
        var (from, to) = (value[1..value.IndexOf(',')], value[(value.IndexOf(',') + 1)..^1]);
        return $"{value[0]}{(from.Length > 0 ? Number(from) : "")},{(to.Length > 0 ? Number(to) : "")}{value[^1]}";
    }

    /// <summary>The readings that lie ahead, or all where none does.</summary>
    private static List<string> DateTimes(string type, JsonElement[] readings, DateTime now)
    {
        if (type == "set") return [Text(readings[0], "rule") is { } rule ? Recurrence.Normal(rule) : Recurrence.OfTimex(Text(readings[0], "timex")!)];
        var ahead = Array.FindAll(readings, reading => LiesAhead(reading, now));
        return [.. (ahead.Length > 0 ? ahead : readings).SelectMany(reading => DateTimeValues(type, reading))];
    }

    private static string[] DateTimeValues(string type, JsonElement reading) =>
        type == "duration" && Text(reading, "timex") is ['P', .. var years, '.', '5', 'Y'] ? [DateTimeValue(type, reading), YearsAndHalf(years)] : [DateTimeValue(type, reading)];

    /// <summary>Half a year is six months of thirty days too, not only half of 365.</summary>
    private static string YearsAndHalf(string years) => $"{Number((int.Parse(years, CultureInfo.InvariantCulture) * 365 + 180) * 86_400.0)} s";

    private static bool LiesAhead(JsonElement reading, DateTime now)
    {
        var last = Text(reading, "end") ?? Text(reading, "value") ?? Text(reading, "start");
        if (last is null || !DateTime.TryParse(last, CultureInfo.InvariantCulture, out var time)) return true;
        return last.Length == 10 && Text(reading, "end") is null ? time >= now.Date : last.Length < 10 || time >= now;
    }

    private static string DateTimeValue(string type, JsonElement reading)
    {
        var (timex, start, end) = (Text(reading, "timex") ?? "", Text(reading, "start"), Text(reading, "end"));
        if (type == "duration") return Number(Text(reading, "value")!) + " s";
        if (start is null && end is null) return Text(reading, "value") is { } value && value != Unresolved ? value : None;
        if (Text(reading, "Mod") is null or "start" or "mid" or "end" && PartOfDay(timex) is { } part) return start!.Length > 10 ? $"{start[..10]} {part}" : part;
        return $"{start ?? ".."}/{end ?? ".."}";
    }

    /// <summary>The part of a day that a TIMEX ends with: hours differ between conventions, the part does not.</summary>
    public static string? PartOfDay(string timex) =>
        timex.LastIndexOf('T') is >= 0 and var at && timex.Length - at == 3 && char.IsLetter(timex[at + 1]) ? timex[at..] : null;

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
