using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>Dates in English words.</summary>
internal static class EnglishDates
{
    private static readonly (string Phrase, int Days)[] Days =
    [
        ("the day after tomorrow", 2), ("day after tomorrow", 2), ("the day before yesterday", -2), ("day before yesterday", -2),
        ("today", 0), ("tomorrow", 1), ("yesterday", -1),
    ];

    private static readonly Dictionary<string, int> Weekdays = Names("sunday monday tuesday wednesday thursday friday saturday", "sun mon tue wed thu fri sat", 0);

    private static readonly Dictionary<string, int> Months = Names(
        "january february march april may june july august september october november december", "jan feb mar apr may jun jul aug sep oct nov dec", 1);

    private static readonly (string Phrase, int Weeks)[] Relative = [("this coming", 0), ("this", 0), ("the next", 1), ("next", 1), ("last", -1), ("coming", 0)];

    /// <summary>Reads "tomorrow", "next tuesday", "the fifth of may", "may 5th", "the twenty ninth", "this week", "the weekend".</summary>
    public static CalendarDate? Read(WordReader words, DateOnly today)
    {
        var start = words.Position;
        if (words.TakeFrom<int>(Days, out var days)) return CalendarDate.Day(today.AddDays(days));
        if (ReadRelative(words, today) is { } relative) return relative;
        words.Position = start;
        if (words.TakeFrom(Weekdays, out var weekday)) return Weekday(today, weekday);
        if (ReadMonth(words, today) is { } date) return date;
        words.Position = start;
        words.Take("the");
        if (words.Take("weekend")) return CalendarDate.Weekend(today);
        if (ReadDayFirst(words, today) is { } dayFirst) return dayFirst;
        words.Position = start;
        return null;
    }

    /// <summary>The first such day from today on.</summary>
    private static CalendarDate Weekday(DateOnly today, int weekday) => CalendarDate.Day(today.AddDays((weekday - (int)today.DayOfWeek + 7) % 7), period: 7);

    private static CalendarDate? ReadRelative(WordReader words, DateOnly today)
    {
        if (!words.TakeFrom<int>(Relative, out var step)) return null;
        if (words.TakeFrom(Weekdays, out var weekday)) return RelativeWeekday(today, weekday, step);
        if (words.Take("week")) return CalendarDate.Week(today.AddDays(7 * step));
        if (words.Take("weekend")) return CalendarDate.Weekend(today.AddDays(7 * step));
        if (words.Take("month")) return CalendarDate.Month(today.AddMonths(step));
        return words.Take("year") ? CalendarDate.Year(today.Year + step) : null;
    }

    /// <summary>"this" is the first from today on; "next" is in the week after this one; "last" is the latest before today.</summary>
    private static CalendarDate RelativeWeekday(DateOnly today, int weekday, int step) => step switch
    {
        0 => Weekday(today, weekday),
        1 => CalendarDate.Day(CalendarDate.Monday(today).AddDays(7 + (weekday + 6) % 7)),
        _ => CalendarDate.Day(today.AddDays(-((int)today.DayOfWeek - weekday + 6) % 7 - 1)),
    };

    private static CalendarDate? ReadMonth(WordReader words, DateOnly today)
    {
        if (!words.TakeFrom(Months, out var month)) return null;
        words.Take("the");
        return TryReadDay(words, out var day) ? Date(words, today, month, day) : null;
    }

    private static CalendarDate? ReadDayFirst(WordReader words, DateOnly today)
    {
        var start = words.Position;
        var isOrdinal = SpokenNumbers.TryReadOrdinal(words, out var day);
        if (!isOrdinal && !SpokenNumbers.TryReadSmall(words, out day)) return null;
        words.Take("of");
        if (words.TakeFrom(Months, out var month)) return Date(words, today, month, day);
        if (isOrdinal && words.TakeAny("the month", "this month")) return CalendarDate.Of(today.Year, today.Month, day) is { } date ? CalendarDate.Day(date) : null;
        if (isOrdinal && words.TakeAll("next month"))
        {
            var next = today.AddMonths(1);
            return CalendarDate.Of(next.Year, next.Month, day) is { } later ? CalendarDate.Day(later) : null;
        }
        words.Position = start;
        return isOrdinal && SpokenNumbers.TryReadOrdinal(words, out day) ? CalendarDate.NextDay(today, day) : null;
    }

    private static bool TryReadDay(WordReader words, out int day) => SpokenNumbers.TryReadOrdinal(words, out day) || SpokenNumbers.TryReadSmall(words, out day);

    private static CalendarDate? Date(WordReader words, DateOnly today, int month, int day)
    {
        var start = words.Position;
        if (TryReadYear(words, out var year)) return CalendarDate.Of(year, month, day) is { } date ? CalendarDate.Day(date) : null;
        words.Position = start;
        return CalendarDate.NextDate(today, month, day);
    }

    /// <summary>"2026", "twenty twenty six".</summary>
    private static bool TryReadYear(WordReader words, out int year)
    {
        if (!SpokenNumbers.TryReadSmall(words, out year)) return false;
        if (year is 19 or 20 && SpokenNumbers.TryReadSmall(words, out var rest) && rest is >= 10 and < 100) year = 100 * year + rest;
        return year >= 1000;
    }

    private static Dictionary<string, int> Names(string names, string shortNames, int first)
    {
        var numbers = new Dictionary<string, int>();
        foreach (var list in new[] { names, shortNames })
        {
            var number = first;
            foreach (var name in list.Split(' ')) numbers[name] = number++;
        }
        return numbers;
    }
}
