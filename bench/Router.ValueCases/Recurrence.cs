using System.Globalization;

namespace Router.ValueCases;

/// <summary>Recurrences: the TIMEX of a specification as the parts of an RFC 5545 rule, in the order of their names.</summary>
internal static class Recurrence
{
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>"P1W", "XXXX-WXX-1T20", "T15", "P1WD", "XXXX-XX-19", "TNI" as rules; a part of the day is the part "DAYPART".</summary>
    public static string OfTimex(string timex)
    {
        var time = timex.IndexOf('T', StringComparison.Ordinal);
        if (timex.StartsWith('P')) return Normal(OfPeriod(timex));
        var day = time < 0 ? timex : timex[..time];
        return Normal($"{OfDay(day)}{(time < 0 ? "" : OfTime(timex[(time + 1)..]))}");
    }

    /// <summary>A rule with its parts in order, without what is understood: minute and second nought, interval one.</summary>
    public static string Normal(string rule) => string.Join(
        ';', rule.Split(';', StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ("BYMINUTE=0" or "BYSECOND=0" or "INTERVAL=1")).Order(StringComparer.Ordinal));

    private static string OfPeriod(string timex)
    {
        var (isTime, unit) = (timex[1] == 'T', timex.TrimStart('P', 'T').TrimStart("0123456789.".ToCharArray()));
        var count = timex.TrimStart('P', 'T')[..^unit.Length];
        var frequency = (unit, isTime) switch
        {
            ("WD", _) => "WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            ("WE", _) => "WEEKLY;BYDAY=SA,SU",
            ("H", _) => "HOURLY",
            ("M", true) => "MINUTELY",
            ("S", _) => "SECONDLY",
            ("D", _) => "DAILY",
            ("W", _) => "WEEKLY",
            ("M", _) => "MONTHLY",
            _ => "YEARLY",
        };
        return $"FREQ={frequency};INTERVAL={count}";
    }

    private static string OfDay(string day)
    {
        if (day.Length == 0) return "FREQ=DAILY";
        var last = int.Parse(day[(day.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
        if (day.StartsWith("XXXX-WXX-", StringComparison.Ordinal)) return $"FREQ=WEEKLY;BYDAY={Days[last - 1]}";
        if (day.StartsWith("XXXX-XX-", StringComparison.Ordinal)) return $"FREQ=MONTHLY;BYMONTHDAY={last}";
        return $"FREQ=YEARLY;BYMONTH={int.Parse(day.AsSpan(5, 2), CultureInfo.InvariantCulture)};BYMONTHDAY={last}";
    }

    private static string OfTime(string time)
    {
        if (char.IsLetter(time[0])) return $";DAYPART=T{time}";
        var parts = Array.ConvertAll(time.Split(':'), part => int.Parse(part, CultureInfo.InvariantCulture));
        return $";BYHOUR={parts[0]};BYMINUTE={(parts.Length > 1 ? parts[1] : 0)}";
    }
}
