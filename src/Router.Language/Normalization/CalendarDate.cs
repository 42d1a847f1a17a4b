using System.Globalization;
using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>One or more days of the calendar.</summary>
/// <param name="First">The first day.</param>
/// <param name="Text">The days as ISO 8601: a date, a week, a month, a year, or the first and the last of several days.</param>
/// <param name="Period">
/// Days after which the same words mean the next such date, for those that name no week: a time on "Tuesday" that has passed is meant for the
/// next one. 0 where the date is fixed.
/// </param>
/// <param name="IsOneDay">Whether it is one day, so that it may have a time.</param>
internal readonly record struct CalendarDate(DateOnly First, string Text, int Period, bool IsOneDay)
{
    /// <summary>One day.</summary>
    public static CalendarDate Day(DateOnly date, int period = 0) => new(date, Write(date), period, true);

    /// <summary>The week from Monday to Sunday that a day is in, as ISO 8601 numbers it.</summary>
    public static CalendarDate Week(DateOnly date)
    {
        var time = date.ToDateTime(TimeOnly.MinValue);
        return new(date, string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(time):0000}-W{ISOWeek.GetWeekOfYear(time):00}"), 0, false);
    }

    /// <summary>A month of a year.</summary>
    public static CalendarDate Month(DateOnly date) => new(date, date.ToString("yyyy-MM", CultureInfo.InvariantCulture), 0, false);

    /// <summary>A year.</summary>
    public static CalendarDate Year(int year) => new(new DateOnly(year, 1, 1), year.ToString("0000", CultureInfo.InvariantCulture), 0, false);

    /// <summary>Saturday and Sunday of the week that a day is in.</summary>
    public static CalendarDate Weekend(DateOnly date)
    {
        var saturday = Monday(date).AddDays(5);
        return new(saturday, $"{Write(saturday)}/{Write(saturday.AddDays(1))}", 0, false);
    }

    /// <summary>The Monday of the week that a day is in.</summary>
    public static DateOnly Monday(DateOnly date) => date.AddDays(-((int)date.DayOfWeek + 6) % 7);

    /// <summary>The first date with this day of the month that is not before a day; null when no month has it.</summary>
    public static CalendarDate? NextDay(DateOnly from, int day)
    {
        if (day is < 1 or > 31) return null;
        var month = new DateOnly(from.Year, from.Month, 1);
        while (true)
        {
            if (Of(month.Year, month.Month, day) is { } date && date >= from) return Day(date);
            month = month.AddMonths(1);
        }
    }

    /// <summary>The first date with this month and day that is not before a day; null when there is none within eight years.</summary>
    public static CalendarDate? NextDate(DateOnly from, int month, int day)
    {
        for (var year = from.Year; year <= from.Year + 8; year++)
        {
            if (Of(year, month, day) is { } date && date >= from) return Day(date);
        }
        return null;
    }

    /// <summary>A date; null when the month has no such day.</summary>
    public static DateOnly? Of(int year, int month, int day) =>
        year is >= 1000 and <= 9000 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static string Write(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
