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
        ["year-number"] = _ => parts => parts.Get<Number>() is { Digits: 0 or 4, Whole: >= 1000 and <= 2999 and var year } number && (number.Digits == 4 || year is >= 1900 and < 2100) ? new CalendarDays(year) : null,
        ["together"] = _ => Together,
        ["relative"] = arguments => Actions.Always(new RelativeDays(arguments.Name<CalendarUnit>(0), arguments.Int(1), arguments.Int(2, 1))),
        ["weekday-of"] = arguments => WeekdayOf(arguments),
        ["from-today"] = arguments => parts => FromToday(parts.Get<Length>(), arguments.Int(0)),
        ["on-day"] = _ => parts => parts.Get<CalendarDays>().With(parts.Get<CalendarDays>(1)),
        ["numeric-date"] = arguments => NumericDate(arguments[0]),
        ["two-digit-year"] = _ => parts => parts.Get<Number>() is { Digits: 2, Whole: var year } ? new CalendarDays(year < 50 ? 2000 + year : 1900 + year) : null,
        ["two-part-year"] = _ => parts => parts.Get<Number>() is { Digits: 0, Whole: >= 10 and <= 20 and var century } && parts.Get<Number>(1) is { Digits: 0, Whole: >= 10 and <= 99 and var year }
            ? new CalendarDays(century * 100 + year) : null,
        ["two-part-hundred"] = _ => parts => parts.Get<Number>() is { Digits: 0, Whole: >= 10 and <= 20 and var hundreds }
            && (parts.Find<Number>(1) ?? new Number(0)) is { Whole: >= 0 and <= 99 and var year } ? new CalendarDays(hundreds * 100 + year) : null,
        ["month-and-day"] = arguments => Actions.Always(new CalendarDays(Month: arguments.Int(0), Day: arguments.Int(1))),
        ["last-weekday"] = _ => parts => parts.Get<CalendarDays>() is { IsWeekly: true } weekday ? new LatestWeekday(weekday.Weekday) : null,
        ["days-on"] = arguments => parts => new ShiftedDays(parts.Get<Days>(), new Length(0, Math.Abs(arguments.Int(0)), 0), Math.Sign(arguments.Int(0))),
        ["nth-day-on"] = _ => parts => parts.Get<Ordinal>() is { Place: > 0 and < 1000 and var place } ? new ShiftedDays(parts.Get<Days>(), new Length(0, place, 0), 1) : null,
        ["nth-weekday-on"] = _ => parts => parts.Get<Ordinal>() is { Place: > 0 and < 1000 and var place } && parts.At(1) is CalendarDays { IsWeekly: true, Weekday: var weekday } && parts.At(2) is Days days
            ? new ShiftedDays(new WeekdayBeside(days, weekday, 1), new Length(0, 7 * (place - 1), 0), 1) : null,
        ["shifted-weeks"] = arguments => parts => parts.Get<Length>() is { InWeeks: true } ? Shifted(parts, arguments.Int(0)) : null,
        ["shifted-units"] = arguments => parts => parts.Get<Length>() is { InWeeks: true } or { Months: > 0, Days: 0 } ? Shifted(parts, arguments.Int(0)) : null,
        ["weekday-beside"] = arguments => parts => WeekdayBeside(parts, arguments.Int(0), arguments.Int(1, 0)),
        ["weekday-in"] = _ => parts => parts.Get<CalendarDays>() is { IsWeekly: true, Weekday: var weekday } ? new WeekdayIn(parts.Get<ShiftedDays>(), weekday) : null,
        ["weekdays-on"] = arguments => parts => WeekdaysOn(parts, arguments.Int(0)),
        ["same-day"] = _ => parts => parts.Find<RelativeDays>() is { Count: 1, By: var by } of && Length.Of(Math.Abs(by), of.Unit) is { } length ? new ShiftedDays(Today, length, Math.Sign(by)) : null,
        ["no-such-day"] = _ => parts => NoSuchDay(parts) ? new UnknownDays() : null,
        ["shifted-week"] = _ => parts => parts.Get<CalendarDays>() is { IsWeekly: true } weekday ? new ShiftedDays(weekday, new Length(0, 7, 0), 1) : null,
        ["day-of"] = _ => parts => parts.Get<CalendarDays>() is { Day: { } day, Month: null } ? new DaysWithin(parts.Get<RelativeDays>(), new(Day: day)) : null,
        ["working-week"] = arguments => Actions.Always(new WorkingWeek(arguments.Int(0))),
        ["quarter-number"] = _ => parts => WholeOf(parts) is >= 1 and <= 4 and var quarter ? new Number(quarter) : null,
        ["half-number"] = _ => parts => WholeOf(parts) is >= 1 and <= 2 and var half ? new Number(half) : null,
        ["quarter-of"] = _ => parts => new NthOf(parts.Get<Number>().Whole, CalendarUnit.Quarter, IsoDayOfWeek.None, parts.Get<Days>()),
        ["half-of-year"] = _ => parts => new HalfOf(parts.Get<Days>(), parts.Get<Number>().Whole == 2),
        ["unknown"] = _ => Actions.Always(new UnknownDays()),
        ["length-around"] = arguments => parts => parts.Get<Length>() is { IsOfDays: true } length ? new DaysAround(length, CalendarUnit.Day, 1, arguments.Int(0)) : null,
        ["digit-day"] = _ => parts => parts.Get<Number>() is { Digits: 1 or 2, Whole: >= 1 and <= 31 and var day } ? new CalendarDays(Day: day) : null,
        ["eight-digits"] = _ => parts => parts.Get<Number>() is { Digits: 8, Whole: >= 19000101 and < 21000000 and var date } && date / 100 % 100 is >= 1 and <= 12 and var month
            && date % 100 is >= 1 and <= 31 and var day ? new CalendarDays(date / 10_000, month, day) : null,
        ["recent-year"] = _ => parts => parts.Get<CalendarDays>() is { Year: >= 1900 and < 2100 } year ? year : null,
        ["not-march"] = _ => parts => parts.Get<CalendarDays>() is { Month: not 3 } month ? month : null,
        ["decade"] = arguments => parts => Decade(arguments.Length > 0 ? arguments.Int(0) : parts.Get<Number>().Whole),
        ["century"] = _ => parts => WholeOf(parts) is > 0 and <= 90 and var number ? new UnitOf(CalendarUnit.Century, new CalendarDays((number - 1) * 100)) : null,
        ["yearly"] = arguments => Actions.Always(new YearlyDays(arguments.Int(0), (IsoDayOfWeek)arguments.Int(1), arguments.Int(2), arguments.Int(3, 0))),
        ["yearly-in"] = _ => parts => parts.Find<YearlyDays>() is { } days ? days with { Year = parts.Get<CalendarDays>().Year } : null,
        ["occurrence"] = arguments => parts => parts.Get<Days>() is YearlyDays or CalendarDays { IsWeekly: false, Year: null } ? new OccurrenceOf(parts.Get<Days>(), arguments.Int(0) < 0) : null,
        ["relative-unit"] = arguments => parts => parts.Get<UnitName>() is { Unit: >= CalendarUnit.Weekend, Count: 1 and var count, Unit: var unit } ? new RelativeDays(unit, arguments.Int(0), count) : null,
        ["nth-of"] = arguments => NthOf(arguments),
        ["week-number"] = _ => parts => WholeOf(parts) is >= 1 and <= 53 and var week ? new NthOf(week, CalendarUnit.Week, IsoDayOfWeek.None, parts.Find<Days>() ?? new RelativeDays(CalendarUnit.Year, 0)) : null,
        ["month-of"] = _ => parts => parts.Get<CalendarDays>().Month is { } month ? new NthOf(month, CalendarUnit.Month, IsoDayOfWeek.None, new RelativeDays(CalendarUnit.Year, 0)) : null,
        ["week-of"] = arguments => parts => new UnitOf(arguments.Name<CalendarUnit>(0), parts.Get<Days>()),
        ["segment"] = arguments => parts => new SegmentOf(parts.Get<Days>(), arguments.Name<Segment>(0)),
        ["days-around"] = arguments => parts => Around(parts, arguments.Int(0)) as Days,
        ["time-around"] = arguments => parts => Around(parts, arguments.Int(0)) as TimeAround,
        ["length-time-around"] = arguments => parts => parts.Get<Length>() is { Bound: Bound.None, Days: 0, Months: 0 } length ? new TimeAround(length, arguments.Int(0)) : null,
        ["day-range"] = _ => parts => new DayRange(parts.Get<Days>(), parts.Get<Days>(1)),
        ["day-range-in"] = _ => DayRangeIn,
        ["days-and"] = _ => parts => DayRangeIn(parts) is { } range ? range is { First: CalendarDays { Day: var first }, Last: CalendarDays { Day: var last } } && last - first == 1 ? range : new UnknownDays() : null,
        ["days-for"] = _ => parts => parts.Get<Length>() is { IsOfDays: true } length ? new DaysFor(parts.Get<Days>(), length) : null,
        ["day-bound"] = arguments => parts => new DayBound(arguments.Name<Bound>(0), parts.Get<Days>()),
        ["shifted-bound"] = arguments => parts => Shifted(parts, arguments.Int(0)) is { } days ? new DayBound(arguments.Name<Bound>(1), days) : null,
        ["next-on"] = _ => parts => parts.Get<CalendarDays>() is { IsWeekly: true, Weekday: var weekday } ? new WeekdayNear(parts.Get<ShiftedDays>(), weekday) : null,
        ["shifted"] = arguments => parts => Shifted(parts, arguments.Int(0)),
    };

    /// <summary>The number or the place that a rule names; -1 when it is not whole.</summary>
    public static int WholeOf(Parts parts)
    {
        var value = parts.Find<Number>()?.Value ?? parts.Find<Ordinal>()?.Place ?? -1;
        return decimal.Truncate(value) == value && value is >= 0 and < int.MaxValue ? (int)value : -1;
    }

    /// <summary>What all numbers and names of days say together; null when they say different things.</summary>
    public static CalendarDays? Together(Parts parts)
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

    private static ShiftedDays? FromToday(Length length, int sign) => length is { IsOfDays: true, Bound: Bound.None } ? new(Today, length, sign) : null;

    private static ShiftedDays? Shifted(Parts parts, int sign) => parts.Get<Length>() is { IsOfDays: true, Bound: Bound.None } length ? new(parts.Get<Days>(), length, sign) : null;

    /// <summary>"The monday after easter".</summary>
    /// <param name="parts">A weekday and days.</param>
    /// <param name="sign">1 for after, -1 for before.</param>
    /// <param name="at">Which of both is the weekday.</param>
    private static WeekdayBeside? WeekdayBeside(Parts parts, int sign, int at) =>
        parts.At(at) is CalendarDays { IsWeekly: true, Weekday: var weekday } && parts.At(1 - at) is Days days ? new(days, weekday, sign) : null;

    /// <summary>"Two mondays from now", "three fridays ago": today is none of them.</summary>
    private static ShiftedDays? WeekdaysOn(Parts parts, int sign) => parts.Get<Number>() is { IsApproximate: false, Whole: > 0 and < 1000 and var count } && parts.Get<CalendarDays>() is { Weekday: var weekday } day
        ? new(sign > 0 ? new OccurrenceOf(day, IsPast: false) : new LatestWeekday(weekday), new Length(0, 7 * (count - 1), 0), sign)
        : null;

    /// <summary>13月5号, "february 32nd": a month has at most 31 days, and a year 12 months.</summary>
    private static bool NoSuchDay(Parts parts)
    {
        var numbers = Enumerable.Range(0, parts.Count).Select(parts.At).Select(part => part switch
        {
            Number { IsApproximate: false } number => number.Whole,
            Ordinal ordinal => (int)Math.Min(ordinal.Place, int.MaxValue),
            _ => -1,
        }).Where(number => number >= 0).ToArray();
        return numbers is [var month, var day] ? month is 0 or > 12 || day is 0 or > 31 : numbers is [> 31 and < 100];
    }

    /// <summary>"3 to 12 of september": both are days of the month that is said.</summary>
    private static DayRange? DayRangeIn(Parts parts)
    {
        if (parts.Find<CalendarDays>() is not { } first || parts.Find<CalendarDays>(1) is not { } last || parts.Find<CalendarDays>(2) is not { } month) return null;
        if (parts.Find<CalendarDays>(3) is { } year && month.With(year) is { } both) month = both;
        var isDayFirst = first is { Day: not null, Month: null };
        if (!isDayFirst) (month, first, last) = (first, last, parts.Get<CalendarDays>(2));
        return first.With(month) is { } from && last.With(month) is { } to ? new(from, to) : null;
    }

    /// <summary>A date in numbers. Where both may be the month, it is the first.</summary>
    private static Compose NumericDate(string order) => parts =>
    {
        var (year, month, day) = (-1, 0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            var number = parts.Get<Number>(i);
            if (order[i] == 'y') year = number.Digits == 4 ? number.Whole : number.Digits == 2 ? number.Whole + (number.Whole < 50 ? 2000 : 1900) : int.MaxValue;
            else if (number.Digits > 2) return null;
            else if (order[i] == 'm') month = number.Whole;
            else day = number.Whole;
        }
        if (month > 12 && day <= 12 && order[0] != 'y') (month, day) = (day, month);
        // "2026-13-05" is no other date, and no year.
        if (order[0] == 'y' && parts.Get<Number>().Digits == 4 && year is >= 1000 and <= 2999 && (month is 0 or > 12 || day is 0 or > 31)) return new UnknownDays();
        return year <= 2999 && month is >= 1 and <= 12 && day is >= 1 and <= 31 ? new CalendarDays(year < 0 ? null : year, month, day) : null;
    };

    private static UnitOf? Decade(int year) => year switch
    {
        >= 1000 and < 3000 when year % 10 == 0 => new(CalendarUnit.Decade, new CalendarDays(year)),
        >= 10 and < 100 when year % 10 == 0 => new(CalendarUnit.Decade, new CalendarDays(1900 + year)),
        _ => null,
    };

    private static Compose NthOf(string[] arguments) => parts =>
    {
        var nth = arguments.Length > 0 ? arguments.Int(0) : parts.Find<Ordinal>() is { Place: < 400 and var place } ? (int)place : 0;
        var count = parts.Find<Number>() is { Whole: >= 1 and < 400 and var said } ? said : 1;
        var of = parts.Find<Days>(parts.Count > 1 && parts.Find<CalendarDays>() is { IsWeekly: true } ? 1 : 0);
        if (nth == 0 || of is null or CalendarDays { IsWeekly: true }) return null;
        if (parts.Find<UnitName>() is { Unit: >= CalendarUnit.Day and var unit }) return new NthOf(nth, unit, IsoDayOfWeek.None, of, count);
        return parts.Find<CalendarDays>() is { IsWeekly: true, Weekday: var weekday } ? new NthOf(nth, CalendarUnit.Day, weekday, of) : null;
    };

    private static Meaning? Around(Parts parts, int sign)
    {
        var number = parts.Find<Number>() ?? new Number(1);
        var unit = parts.Get<UnitName>();
        if (!number.IsWhole || number.Whole > 100_000 || Length.Of(number.Value * unit.Count, unit.Unit, number.IsApproximate) is not { } length) return null;
        return unit.Unit < CalendarUnit.Day ? new TimeAround(length, sign) : new DaysAround(length, unit.Unit, number.Whole * unit.Count, sign);
    }
}
