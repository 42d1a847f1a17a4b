using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>Dates in Chinese.</summary>
internal static class ChineseDates
{
    private static readonly (string Phrase, int Days)[] Days =
    [
        ("大后天", 3), ("大前天", -3), ("后天", 2), ("后儿", 2), ("后日", 2), ("前天", -2), ("今天", 0), ("今日", 0), ("今儿", 0), ("当天", 0),
        ("明天", 1), ("明日", 1), ("明儿", 1), ("昨天", -1), ("昨日", -1), ("昨儿", -1),
    ];

    /// <summary>Before a part of the day: 今晚, 明早.</summary>
    private static readonly (string Phrase, int Days)[] ShortDays = [("今", 0), ("明", 1), ("昨", -1)];

    private static readonly (string Phrase, int Weeks)[] Steps =
    [
        ("下下个", 2), ("下下", 2), ("上上个", -2), ("上上", -2), ("下个", 1), ("下", 1), ("上个", -1), ("上", -1), ("这个", 0), ("这", 0), ("本", 0),
    ];

    private static readonly Dictionary<string, int> Weekdays = new()
    {
        ["一"] = 1,
        ["二"] = 2,
        ["三"] = 3,
        ["四"] = 4,
        ["五"] = 5,
        ["六"] = 6,
        ["日"] = 7,
        ["天"] = 7,
        ["1"] = 1,
        ["2"] = 2,
        ["3"] = 3,
        ["4"] = 4,
        ["5"] = 5,
        ["6"] = 6,
    };

    private static readonly (string Phrase, int Years)[] Years = [("今年", 0), ("明年", 1), ("后年", 2), ("去年", -1), ("前年", -2)];

    /// <summary>Reads 明天, 下周二, 五月五号, 下个月三号, 二十号, 月底, 这周, 周末, 2026年5月5日.</summary>
    public static CalendarDate? Read(WordReader words, DateOnly today)
    {
        var start = words.Position;
        if (words.TakeFrom<int>(Days, out var days))
        {
            words.Take("个");
            return CalendarDate.Day(today.AddDays(days));
        }
        if (ReadShortDay(words, today) is { } shortDay) return shortDay;
        if (ReadWeek(words, today) is { } week) return week;
        words.Position = start;
        if (ReadMonth(words, today) is { } month) return month;
        words.Position = start;
        if (ReadDate(words, today) is { } date) return date;
        words.Position = start;
        return null;
    }

    private static CalendarDate? ReadShortDay(WordReader words, DateOnly today)
    {
        var start = words.Position;
        if (words.TakeFrom<int>(ShortDays, out var days))
        {
            var after = words.Position;
            var hasPart = PartOfDay.TryRead(words, out _);
            words.Position = after;
            if (hasPart) return CalendarDate.Day(today.AddDays(days));
        }
        words.Position = start;
        return null;
    }

    /// <summary>A weekday without a week is the first from today on; with one it is in that week, from Monday to Sunday.</summary>
    private static CalendarDate? ReadWeek(WordReader words, DateOnly today)
    {
        var hasStep = words.TakeFrom<int>(Steps, out var step);
        if (!words.TakeAny("周", "星期", "礼拜")) return null;
        var day = today.AddDays(7 * step);
        if (words.Take("末")) return CalendarDate.Weekend(day);
        if (words.TakeFrom(Weekdays, out var weekday))
        {
            return hasStep
                ? CalendarDate.Day(CalendarDate.Monday(day).AddDays(weekday - 1))
                : CalendarDate.Day(today.AddDays((weekday - (int)today.DayOfWeek + 7) % 7), period: 7);
        }
        return hasStep ? CalendarDate.Week(day) : null;
    }

    private static CalendarDate? ReadMonth(WordReader words, DateOnly today)
    {
        var hasStep = words.TakeFrom<int>(Steps, out var step);
        if (!words.Take("月")) return null;
        var month = new DateOnly(today.Year, today.Month, 1).AddMonths(step);
        if (words.TakeAny("底", "末")) return CalendarDate.Day(month.AddMonths(1).AddDays(-1));
        if (words.Take("初")) return CalendarDate.Day(month);
        if (!hasStep) return null;
        var start = words.Position;
        if (TryReadDay(words, out var day)) return Day(month.Year, month.Month, day);
        words.Position = start;
        return CalendarDate.Month(month);
    }

    private static CalendarDate? ReadDate(WordReader words, DateOnly today)
    {
        int? year = null;
        if (words.TakeFrom<int>(Years, out var step)) year = today.Year + step;
        var start = words.Position;
        if (!SpokenNumbers.TryReadSmall(words, out var number)) return year is { } alone ? CalendarDate.Year(alone) : null;
        if (year is null && words.Take("年"))
        {
            if (number < 1000) return null;
            (year, start) = (number, words.Position);
            if (!SpokenNumbers.TryReadSmall(words, out number)) return CalendarDate.Of(year.Value, 1, 1) is null ? null : CalendarDate.Year(year.Value);
        }
        if (words.Take("月"))
        {
            if (SpokenNumbers.TryReadSmall(words, out var day)) words.TakeAny("号", "日");
            else return null;
            return year is { } known ? Day(known, number, day) : CalendarDate.NextDate(today, number, day);
        }
        words.Position = start;
        return year is null && TryReadDay(words, out var only) ? CalendarDate.NextDay(today, only) : null;
    }

    private static bool TryReadDay(WordReader words, out int day) => SpokenNumbers.TryReadSmall(words, out day) && words.TakeAny("号", "日");

    private static CalendarDate? Day(int year, int month, int day) => CalendarDate.Of(year, month, day) is { } date ? CalendarDate.Day(date) : null;
}
