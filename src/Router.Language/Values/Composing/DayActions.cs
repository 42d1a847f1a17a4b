using NodaTime;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>Days, weeks, months and years.</summary>
internal static class DayActions
{
    private static readonly RelativeDays Today = new(CalendarUnit.Day, 0);

    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["weekday"] = arguments => Actions.Always(new CalendarDays(Weekday: (IsoDayOfWeek)arguments.Int(0))),
        ["month"] = arguments => Actions.Always(new CalendarDays(Month: arguments.Int(0))),
        ["month-day"] = _ => parts => WholeOf(parts) is >= 1 and <= 31 and var day ? new CalendarDays(Day: day) : null,
        ["month-number"] = _ => parts => WholeOf(parts) is >= 1 and <= 12 and var month ? new CalendarDays(Month: month) : null,
        ["year-number"] = _ => parts => parts.Get<Number>() is { Digits: 0 or 4, Whole: >= 1000 and <= 2999 and var year } ? new CalendarDays(year) : null,
        ["together"] = _ => Together,
        ["relative"] = arguments => Actions.Always(new RelativeDays(arguments.Name<CalendarUnit>(0), arguments.Int(1), arguments.Int(2, 1))),
        ["weekday-of"] = arguments => WeekdayOf(arguments),
        ["from-today"] = arguments => parts => FromToday(parts.Get<Length>(), arguments.Int(0)),
        ["shifted"] = arguments => parts => Shifted(parts, arguments.Int(0)),
    };

    /// <summary>The number or the place that a rule names; -1 when it is not whole.</summary>
    public static int WholeOf(Parts parts)
    {
        var value = parts.Find<Number>()?.Value ?? parts.Get<Ordinal>().Place;
        return decimal.Truncate(value) == value && value is >= 0 and < int.MaxValue ? (int)value : -1;
    }

    private static CalendarDays? Together(Parts parts)
    {
        var days = parts.Get<CalendarDays>();
        for (var i = 1; parts.Find<CalendarDays>(i) is { } next; i++)
        {
            if (days.With(next) is not { } both) return null;
            days = both;
        }
        return days;
    }

    /// <summary>"Next tuesday": the weekday of a week so many on.</summary>
    private static Compose WeekdayOf(string[] arguments)
    {
        Days? week = arguments.Length == 0 ? null : new RelativeDays(CalendarUnit.Week, arguments.Int(0));
        return parts => parts.Get<CalendarDays>() is { IsWeekly: true, Weekday: var weekday } && (week ?? parts.Find<RelativeDays>()) is { } of ? new WeekdayOf(of, weekday) : null;
    }

    private static ShiftedDays? FromToday(Length length, int sign) => length.IsOfDays ? new(Today, length, sign) : null;

    private static ShiftedDays? Shifted(Parts parts, int sign) => parts.Get<Length>() is { IsOfDays: true } length ? new(parts.Get<Days>(), length, sign) : null;
}
