using NodaTime;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>What only Chinese rules of days, times and lengths need.</summary>
internal static class ChineseActions
{
    private static readonly RelativeDays ThisYear = new(CalendarUnit.Year, 0);

    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["within"] = _ => parts => parts.Get<Days>() is { } of && DayActions.Together(parts) is { } inner ? new DaysWithin(of, inner) : null,
        ["edge-of"] = arguments => parts => new NthOf(arguments.Int(0), CalendarUnit.Day, IsoDayOfWeek.None, parts.Find<Days>() ?? new RelativeDays(CalendarUnit.Month, 0)),
        ["short-year"] = _ => ShortYear,
        ["bare-day"] = _ => parts => parts.Get<Number>() is { IsApproximate: false, Whole: >= 10 and <= 31 and var day } ? new CalendarDays(Day: day) : null,
        ["bare-minute"] = _ => parts => parts.Get<Number>() is { IsApproximate: false, Whole: >= 0 and < 60 } number && (number.IsPart && number.Digits == 2 ? number.Whole < 10 || number.Whole % 10 == 0 : number.Whole >= 10 || number.Digits == 2) ? number with { IsPart = true } : null,
        ["about-hour"] = _ => parts => parts.Get<Number>() is { IsApproximate: true, Value: > 0 and < 24 and var hour } ? new Moment(null, new ClockTime((int)hour, hour % 1 == 0 ? null : 30), null, true) : null,
        ["length-and-half"] = _ => parts => parts.Find<Number>() is { IsWhole: true } number && parts.Find<UnitName>() is { } unit ? Length.Of((number.Value + 0.5m) * unit.Count, unit.Unit, number.IsApproximate) : null,
        ["length-plus"] = _ => parts => parts.Get<Length>().Plus(parts.Get<Length>(1)),
        ["half-of-days"] = arguments => parts => new HalfOf(parts.Find<Days>() ?? new RelativeDays(arguments.Name<CalendarUnit>(0), 0), arguments.Int(1) == 2),
        ["length-range"] = _ => LengthRange,
        ["lengths-between"] = _ => parts => parts.Get<Length>() is { Bound: Bound.None, IsApproximate: false } from && parts.Get<Length>(1) is { Bound: Bound.None, IsApproximate: false } to
            && LengthActions.Size(from) < LengthActions.Size(to) ? new LengthRange(from, to) : null,
        ["range-from-now"] = arguments => parts => RangeFromNow(parts.Get<LengthRange>().Middle, arguments.Int(0)),
        ["length-and-hours"] = _ => parts => parts.Get<Length>() is { Seconds: 0, Days: > 0 } length && Length.Of(parts.Get<Number>().Value, CalendarUnit.Hour) is { } hours ? length.Plus(hours) : null,
        ["nth-weekday"] = arguments => parts => NthWeekday(parts, arguments.Int(0, 0)),
        ["era-year"] = arguments => Actions.Always(new CalendarDays(arguments.Int(0))),
        ["in-era"] = _ => parts => (parts.Find<Number>()?.Whole ?? 1) is > 0 and < 100 and var year ? new CalendarDays(parts.Get<CalendarDays>().Year + year) : null,
        ["quarter"] = _ => parts => DayActions.WholeOf(parts) is >= 1 and <= 4 and var nth ? new NthOf(nth, CalendarUnit.Quarter, IsoDayOfWeek.None, parts.Find<Days>() ?? ThisYear) : null,
        ["decade-of-century"] = _ => parts => (parts.Get<Number>().Whole, parts.Get<Number>(1).Whole) is ( > 0 and < 30, >= 0 and < 100) and var (century, decade) && decade % 10 == 0
            ? new UnitOf(CalendarUnit.Decade, new CalendarDays((century - 1) * 100 + decade)) : null,
        ["ten-days"] = arguments => parts => new TenDays(parts.Get<Days>(), arguments.Int(0)),
        ["segment-now"] = arguments => Actions.Always(new SegmentOf(ThisYear, arguments.Name<Segment>(0))),
        ["season"] = arguments => parts => new Season(parts.Find<Days>(), arguments[0]),
        ["years"] = _ => parts => Years(parts.Get<Number>()),
    };

    /// <summary>A year in four digits, or in two that stand for one from 1950 to 2049: 零八年, 07年, 九五年.</summary>
    private static CalendarDays? ShortYear(Parts parts)
    {
        var number = parts.Get<Number>();
        if (number is { Digits: 4, Whole: >= 1000 and <= 2999 } or { Digits: < 0, Whole: >= 1900 and < 2100 }) return new(number.Whole);
        return number is { Digits: 2, Whole: < 10 } or { Digits: 2, IsPart: true, Whole: >= 50 } ? new CalendarDays(number.Whole + (number.Whole < 50 ? 2000 : 1900)) : null;
    }

    /// <summary>A number of years; one in four digits, or with a nought before it, is the name of a year.</summary>
    private static Length? Years(Number number) =>
        number is { Digits: < 4, Value: < 1000 } && !(number.Digits == 2 && number.Value < 10) ? Length.Of(number.Value, CalendarUnit.Year, number.IsApproximate) : null;

    /// <summary>三到五天: the unit counts for both.</summary>
    private static LengthRange? LengthRange(Parts parts)
    {
        var (least, most) = (parts.Get<Number>(), parts.Get<Length>());
        Length? from = most switch
        {
            { Months: 0, Days: 0 } when most.Seconds % 3600 == 0 => Length.Of(least.Value, CalendarUnit.Hour),
            { Months: 0, Days: 0 } when most.Seconds % 60 == 0 => Length.Of(least.Value, CalendarUnit.Minute),
            { Months: 0, Days: 0 } => Length.Of(least.Value, CalendarUnit.Second),
            { Months: 0, Seconds: 0 } => Length.Of(least.Value, most.InWeeks ? CalendarUnit.Week : CalendarUnit.Day),
            { Days: 0, Seconds: 0 } => Length.Of(least.Value, most.Months % 12 == 0 ? CalendarUnit.Year : CalendarUnit.Month),
            _ => null,
        };
        return from is null || least.IsApproximate || most.IsApproximate || most.Bound != Bound.None || LengthActions.Size(from) >= LengthActions.Size(most) ? null : new(from, most);
    }

    private static Meaning RangeFromNow(Length length, int sign) => length.IsOfDays ? new ShiftedDays(new RelativeDays(CalendarUnit.Day, 0), length, sign) : new FromNow(length, sign);

    /// <summary>The weekday stands last: 五月的第二个星期天.</summary>
    private static NthOf? NthWeekday(Parts parts, int nth)
    {
        if (parts.First is not Days of || parts.At(parts.Count - 1) is not CalendarDays { IsWeekly: true, Weekday: var weekday }) return null;
        if (nth == 0 && parts.Get<Ordinal>() is { Place: >= 1 and <= 53 and var place }) nth = (int)place;
        return nth == 0 ? null : new(nth, CalendarUnit.Day, weekday, of);
    }
}
