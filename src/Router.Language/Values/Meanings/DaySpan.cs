using NodaTime;
using NodaTime.Calendars;

namespace Router.Language.Values.Meanings;

/// <summary>One or more days of the calendar.</summary>
/// <param name="First">The first.</param>
/// <param name="End">The day after the last.</param>
/// <param name="Grain">The unit that they are, which says how they are written; a day for any span of another length than one.</param>
internal readonly record struct DaySpan(LocalDate First, LocalDate End, CalendarUnit Grain)
{
    /// <summary>The last day.</summary>
    public LocalDate Last => End.PlusDays(-1);

    /// <summary>Whether it is one day, so that it may have a time.</summary>
    public bool IsOneDay => First.PlusDays(1) == End;

    /// <summary>One day.</summary>
    public static DaySpan Day(LocalDate day) => new(day, day.PlusDays(1), CalendarUnit.Day);

    /// <summary>Some of a unit, from that which a day is in on.</summary>
    public static DaySpan Of(CalendarUnit unit, LocalDate day, int offset = 0, int count = 1)
    {
        var first = Add(unit, FirstOf(unit, day), offset);
        var end = unit == CalendarUnit.Weekend ? first.PlusDays(7 * (count - 1) + 2) : Add(unit, first, count);
        return new(first, end, count == 1 ? unit : CalendarUnit.Day);
    }

    /// <summary>The day after so many of a unit.</summary>
    public static LocalDate Add(CalendarUnit unit, LocalDate day, int count) => unit switch
    {
        CalendarUnit.Week or CalendarUnit.Weekend => day.PlusWeeks(count),
        CalendarUnit.Month => day.PlusMonths(count),
        CalendarUnit.Quarter => day.PlusMonths(3 * count),
        CalendarUnit.Year => day.PlusYears(count),
        CalendarUnit.Decade => day.PlusYears(10 * count),
        CalendarUnit.Century => day.PlusYears(100 * count),
        _ => day.PlusDays(count),
    };

    /// <summary>As ISO 8601: a date, a week, a month, a year, or the first and the last of several days.</summary>
    public override string ToString() => Grain switch
    {
        _ when IsOneDay => SpeakerClock.Write(First),
        CalendarUnit.Week => FormattableString.Invariant($"{WeekYearRules.Iso.GetWeekYear(First):0000}-W{WeekYearRules.Iso.GetWeekOfWeekYear(First):00}"),
        CalendarUnit.Month => FormattableString.Invariant($"{First.Year:0000}-{First.Month:00}"),
        CalendarUnit.Year => FormattableString.Invariant($"{First.Year:0000}"),
        _ => $"{SpeakerClock.Write(First)}/{SpeakerClock.Write(Last)}",
    };

    private static LocalDate FirstOf(CalendarUnit unit, LocalDate day) => unit switch
    {
        CalendarUnit.Week => Monday(day),
        CalendarUnit.Weekend => Monday(day).PlusDays(5),
        CalendarUnit.Month => new(day.Year, day.Month, 1),
        CalendarUnit.Quarter => new(day.Year, (day.Month - 1) / 3 * 3 + 1, 1),
        CalendarUnit.Year => new(day.Year, 1, 1),
        CalendarUnit.Decade => new(day.Year / 10 * 10, 1, 1),
        CalendarUnit.Century => new(day.Year / 100 * 100, 1, 1),
        _ => day,
    };

    private static LocalDate Monday(LocalDate day) => day.PlusDays(1 - (int)day.DayOfWeek);
}
