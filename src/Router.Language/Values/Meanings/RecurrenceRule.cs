using System.Globalization;
using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>Writes recurrences as RFC 5545 writes RRULE.</summary>
internal static class RecurrenceRule
{
    private const int DayHours = 24;

    /// <summary>The most days that each month has.</summary>
    private static readonly int[] MonthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    private static readonly string[] Names = ["", "MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>The rule; null when there is none, or an end or a start that is not known.</summary>
    public static string? Write(Recurrence every, SpeakerClock clock)
    {
        var until = every.End?.Write(clock);
        if (!every.HasRule || every.End is not null && until is null || every.Start is { } start && start.Resolve(clock.Today) is not { IsOneDay: true } || every.Month is { } named && every.MonthDays.Numbers.Any(day => day > MonthDays[named - 1])) return null;
        if (every is { Unit: < CalendarUnit.Day, At: not null }) return Within(every, clock) is { } daily ? Write(daily, clock) : null;
        ClockTime[] clocks = [.. ClocksOf(every.At)];
        // One rule has all its hours at the same minute.
        if (clocks.Any(time => (time.Minute ?? 0, time.Second) != (clocks[0].Minute ?? 0, clocks[0].Second))) return null;
        // An hour before midnight is of the day before.
        if (clocks.Any(time => time.Hour < 0) && !IsEveryDay(every)) return null;
        if (clocks.Any(time => time.Hour >= DayHours) && !IsEveryDay(every))
        {
            if (!clocks.All(time => time.Hour >= DayHours) || NextDay(every) is not { } next) return null;
            every = next;
        }
        return string.Join(';', [.. DaysOf(every), .. TimeOf(clocks), .. until is null ? Array.Empty<string>() : [$"UNTIL={until}"]]);
    }

    private static IEnumerable<ClockTime> ClocksOf(Meaning? at) => at switch
    {
        Moment { FromMidnight: { } time } => [time],
        MomentRange { Begin: { } time } => [time],
        Times times => times.Clocks(),
        _ => [],
    };

    private static IEnumerable<string> DaysOf(Recurrence every)
    {
        var (frequency, interval) = Frequency(every);
        yield return $"FREQ={frequency}";
        if (interval > 1) yield return FormattableString.Invariant($"INTERVAL={interval}");
        if (every.Month is { } month) yield return FormattableString.Invariant($"BYMONTH={month}");
        if (!every.MonthDays.IsEmpty) yield return $"BYMONTHDAY={Join(every.MonthDays)}";
        if (every.Weekdays.IsEmpty) yield break;
        var names = every.Weekdays.Numbers.Select(day => Names[day]);
        var isOfOne = names.Count() == 1;
        yield return $"BYDAY={string.Join(',', isOfOne && !every.Places.IsEmpty ? every.Places.Numbers.Select(place => FormattableString.Invariant($"{place}{names.First()}")) : names)}";
        if (!isOfOne && !every.Places.IsEmpty) yield return $"BYSETPOS={Join(every.Places)}";
    }

    private static IEnumerable<string> TimeOf(ClockTime[] clocks)
    {
        if (clocks.Length == 0) yield break;
        yield return $"BYHOUR={Join(NumberSet.Of(clocks.Select(time => (time.Hour + DayHours) % DayHours)))}";
        yield return FormattableString.Invariant($"BYMINUTE={clocks[0].Minute ?? 0}");
        if (clocks[0].Second is { } second) yield return FormattableString.Invariant($"BYSECOND={second}");
    }

    private static (string Name, int Interval) Frequency(Recurrence every) => every.Unit switch
    {
        CalendarUnit.Second => ("SECONDLY", every.Interval),
        CalendarUnit.Minute => ("MINUTELY", every.Interval),
        CalendarUnit.Hour => ("HOURLY", every.Interval),
        CalendarUnit.Day => ("DAILY", every.Interval),
        CalendarUnit.BusinessDay or CalendarUnit.Weekend or CalendarUnit.Week => ("WEEKLY", every.Interval),
        CalendarUnit.Month => ("MONTHLY", every.Interval),
        CalendarUnit.Quarter => ("MONTHLY", 3 * every.Interval),
        CalendarUnit.Year => ("YEARLY", every.Interval),
        CalendarUnit.Decade => ("YEARLY", 10 * every.Interval),
        _ => ("YEARLY", 100 * every.Interval),
    };

    /// <summary>"Every two hours from nine to five" as its times on each day; null when these are not all at the same minute, or do not fit into the days that are said.</summary>
    private static Recurrence? Within(Recurrence every, SpeakerClock clock)
    {
        if (every.Unit != CalendarUnit.Hour || every.First(clock) is not var (from, to)) return null;
        var hours = Period.Between(from.LocalDateTime, to.LocalDateTime, PeriodUnits.Hours).Hours;
        if (hours is < 1 or >= DayHours || !every.Weekdays.IsEmpty && from.Date != to.Date) return null;
        Moment[] times = [.. Enumerable.Range(0, (int)hours / every.Interval + 1).Select(turn => new Moment(null, new ClockTime((from.Hour + turn * every.Interval) % DayHours, from.Minute, IsExact: true), null))];
        var at = times.Reverse().Aggregate((Meaning?)null, (rest, time) => rest is null ? time : new Times(time, rest));
        return every with { Unit = every.Weekdays.IsEmpty ? CalendarUnit.Day : CalendarUnit.Week, Interval = 1, At = at };
    }

    private static bool IsEveryDay(Recurrence every) => every.IsPlain || every.Weekdays == Recurrence.AllWeekdays;

    /// <summary>The same a day later: the night of monday ends on tuesday; null when that is not the same rule each time.</summary>
    private static Recurrence? NextDay(Recurrence every)
    {
        if (every is { MonthDays.IsEmpty: true, Places.IsEmpty: true, Month: null })
        {
            // Of every other week sunday night ends in the week between.
            if (every.Interval > 1 && every.Weekdays.Contains(7)) return null;
            return every with { Unit = CalendarUnit.Week, Weekdays = NumberSet.Of(every.Weekdays.Numbers.Select(day => day % 7 + 1)) };
        }
        if (!every.Weekdays.IsEmpty) return null;
        if (every.Month is null && every.MonthDays == NumberSet.Of(-1)) return every with { MonthDays = NumberSet.Of(1) };
        return every.MonthDays.Numbers.All(day => day is > 0 and < 28) ? every with { MonthDays = NumberSet.Of(every.MonthDays.Numbers.Select(day => day + 1)) } : null;
    }

    private static string Join(NumberSet numbers) => string.Join(',', numbers.Numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
