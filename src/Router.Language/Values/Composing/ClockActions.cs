using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>Times of the day, its parts, and both with a day.</summary>
internal static class ClockActions
{
    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["hour"] = _ => parts => Hour(parts.Get<Number>()),
        ["fixed-time"] = arguments => Actions.Always(new ClockTime(arguments.Int(0), IsExact: true)),
        ["minute-of"] = _ => MinuteOf,
        ["second-of"] = _ => parts => parts.Get<ClockTime>() is var time && parts.Get<Number>() is { Whole: >= 0 and < 60 and var second } ? time with { Second = second } : null,
        ["minutes-past"] = arguments => parts => MinutesFrom(parts, arguments.Int(0, 0) is var fix && fix > 0 ? fix : parts.Get<Number>().Whole),
        ["minutes-to"] = arguments => parts => MinutesFrom(parts, -(arguments.Int(0, 0) is var fix && fix > 0 ? fix : parts.Get<Number>().Whole)),
        ["two-digits"] = _ => parts => parts.Get<Number>() is { Digits: 2, Whole: < 60 } number ? number : null,
        ["spoken-minute"] = _ => parts => parts.Get<Number>() is { Digits: 0, Whole: >= 10 and < 60 } number ? number : null,
        ["digit-hour"] = _ => parts => parts.Get<Number>() is { Digits: > 0 } number ? Hour(number) : null,
        ["under-ten"] = _ => parts => parts.Get<Number>() is { Whole: > 0 and < 10 } number ? number : null,
        ["minutes-to-hour"] = _ => parts => parts.Get<Number>() is { Whole: 5 or 10 or 20 or 25 } number ? number : null,
        ["four-digits"] = arguments => parts => FourDigits(parts.Get<Number>(), arguments.Int(0)),
        ["teen-hundred"] = _ => parts => parts.Get<Number>() is { Digits: 0, Whole: >= 1100 and <= 2400 and var said } && said % 100 == 0 && said % 1000 != 0 ? new ClockTime(said / 100, IsExact: true) : null,
        ["hundred-time"] = _ => parts => parts.Get<Number>() is { Digits: 0, Whole: >= 100 and <= 2400 and var said } && said % 100 < 60 ? new ClockTime(said / 100, said % 100, null, said / 100 > 12) : null,
        ["segment-of-part"] = arguments => parts => Half(parts.Get<DayPart>(), arguments.Int(0)),
        ["end-of-day"] = _ => parts => new Moment(parts.Find<Days>() ?? new RelativeDays(CalendarUnit.Day, 0), new ClockTime(23, 59, 59, true), null),
        ["middle-of-day"] = _ => parts => new Moment(parts.Get<Days>(), null, new DayPart(DayPartName.Noon, 10 * 60, 14 * 60)),
        ["range"] = _ => parts => AsMoment(parts.First) is { } first && AsMoment(parts.At(1)) is { } last ? new MomentRange(first.AsPoint(), last.AsPoint()) : null,
        ["range-for"] = _ => RangeFor,
        ["range-on"] = _ => parts => parts.Find<MomentRange>() is { } range && AsMoment(parts.First is MomentRange ? parts.At(1) : parts.First) is { } moment ? range.With(moment) : null,
        ["bound"] = arguments => parts => AsMoment(parts.First) is { } moment ? new MomentBound(arguments.Name<Bound>(0), moment) : null,
        ["bound-on"] = _ => BoundOn,
        ["tonight"] = _ => Actions.Always(new Moment(new RelativeDays(CalendarUnit.Day, 0), null, new DayPart(DayPartName.Night, 18 * 60, 24 * 60))),
        ["this-part"] = arguments => parts => new Moment(new RelativeDays(CalendarUnit.Day, 0), null, arguments.Int(0) is > 0 and var half ? Half(parts.Get<DayPart>(), half) : parts.Get<DayPart>()),
        ["part-of-day"] = arguments => parts => new Moment(new RelativeDays(CalendarUnit.Day, arguments.Int(0)), null, parts.Get<DayPart>()),
        ["week-part"] = _ => parts => parts.Get<Moment>() is { Day: CalendarDays { IsWeekly: true } weekday } moment ? moment with { Day = new WeekdayOf(parts.Get<Days>(), weekday.Weekday) } : null,
        ["day-range-for"] = _ => parts => AsMoment(parts.First)?.With(AsMoment(parts.At(2))!) is { } moment ? new MomentRange(moment, null, parts.Get<Length>()) : null,
        ["range-now"] = _ => parts => new RangeToNow(new Moment(new RelativeDays(CalendarUnit.Day, 0), parts.Get<ClockTime>(), null)),
        ["now-until"] = _ => parts => AsMoment(parts.At(1)) is { Clock: not null } last ? new NowUntil(last) : null,
        ["meal"] = arguments => Actions.Always(new MomentBound(arguments.Name<Bound>(0), new Moment(null, null, new DayPart(DayPartName.Lunch, 11 * 60, 13 * 60)))),
        ["corrected"] = _ => Corrected,
        ["now"] = _ => Actions.Always(new Now()),
        ["half-of-day"] = arguments => parts => InHalf(parts.Get<ClockTime>(), arguments.Int(0) == 2),
        ["part"] = arguments => Actions.Always(new DayPart(arguments.Name<DayPartName>(0), arguments.Int(1) * 60, arguments.Int(2) * 60)),
        ["moment"] = _ => MomentOf,
        ["about"] = _ => parts => AsMoment(parts.First) is { } moment ? moment with { IsApproximate = true } : null,
        ["about-both"] = _ => parts => MomentOf(parts) is { } moment ? moment with { IsApproximate = true } : null,
        ["shifted-time"] = arguments => parts => Shifted(parts, arguments.Int(0)),
        ["shifted-time-bound"] = arguments => parts => ShiftedBound(parts, arguments.Int(0)),
        ["shifted-time-around"] = _ => parts => Shifted(parts, -1) is { } first && parts.Get<Length>() is var length ? new MomentRange(first, null, length with { Seconds = 2 * length.Seconds }) : null,
        ["same-time"] = _ => parts => new SameTime(parts.Get<Days>()),
        ["hours-of-day"] = _ => parts => parts.Get<ClockTime>() with { IsExact = true },
        ["exact-time"] = _ => parts => parts.Get<ClockTime>() is { IsExact: true } time ? time : null,
        ["nought-time"] = _ => parts => parts.Get<ClockTime>() is { Hour: < 10 } time ? time with { IsExact = true } : null,
        ["no-such-time"] = _ => parts => parts.Get<Number>() is { Digits: <= 0, Whole: >= 60 and < 100 } ? new Word() : null,
        ["from-now"] = arguments => parts => parts.Get<Length>() is { IsOfDays: false, Bound: Bound.None } length ? new FromNow(length, arguments.Int(0)) : null,
    };

    /// <summary>An hour is exact when it is written with a nought before it, or is none of those that a clock's face has.</summary>
    private static ClockTime? Hour(Number number) =>
        number is { IsApproximate: false, Whole: >= 0 and <= 24 and var hour, Digits: <= 2 } ? new(hour, IsExact: hour is 0 or > 12 || number.Digits == 2 && hour < 10, IsPadded: number.Digits == 2 && hour is > 0 and < 10) : null;

    private static ClockTime? MinuteOf(Parts parts) =>
        parts.Get<ClockTime>() is { Minute: null } time && parts.Get<Number>() is { Whole: >= 0 and < 60 and var minute } && (time.Hour < 24 || minute == 0) ? time with { Minute = minute } : null;

    private static ClockTime? MinutesFrom(Parts parts, int minutes) =>
        parts.Get<ClockTime>() is { Minute: null } time && Math.Abs(minutes) is > 0 and < 60 ? ClockTime.Of(time.Hour, minutes, time.IsExact) : null;

    private static ClockTime? InHalf(ClockTime time, bool isSecond) => time.Hour > 12 && !isSecond ? null : time.InHalf(isSecond);

    /// <summary>What is said of the day, the clock and the part of the day, together.</summary>
    private static Moment? MomentOf(Parts parts)
    {
        var moment = AsMoment(parts.First);
        for (var i = 1; i < parts.Count && moment is not null; i++) moment = AsMoment(parts.At(i)) is { } next ? moment.With(next) : null;
        return moment;
    }

    /// <summary>0730, and 836 before "pm".</summary>
    /// <param name="number">The digits.</param>
    /// <param name="form">3 for three or four; 4 for four that begin with a nought, so that they are no year; 5 for any four.</param>
    private static ClockTime? FourDigits(Number number, int form) =>
        number is { Digits: 3 or 4, Whole: var digits } && digits / 100 <= 24 && digits % 100 < 60 && (form == 3 || number.Digits == 4 && (form == 5 || digits < 1000))
            ? new(digits / 100, digits % 100, null, number.Digits == 4 && digits < 1000 || digits / 100 is 0 or > 12)
            : null;

    private static DayPart Half(DayPart part, int half) =>
        half == 1 ? part with { To = (part.From + part.To) / 2 } : part with { From = (part.From + part.To) / 2 };

    /// <summary>"At six no seven": of what was said twice the last counts.</summary>
    private static Moment? Corrected(Parts parts)
    {
        if (AsMoment(parts.First) is not { } first || AsMoment(parts.At(parts.Count - 1)) is not { } last) return null;
        return new(last.Day ?? first.Day, last.Clock ?? first.Clock, last.Part ?? (last.Clock is { IsExact: true } ? null : first.Part), last.IsApproximate);
    }

    /// <summary>"Half an hour before noon": as far from the time as is said.</summary>
    private static Moment? Shifted(Parts parts, int sign) => PointOf(parts) is { Clock: { } time } point && parts.Get<Length>() is { Bound: Bound.None, Days: 0, Months: 0, Seconds: < ClockTime.Day } length
        ? point with { Clock = time.Plus(sign * (int)length.Seconds), IsApproximate = point.IsApproximate || length.IsApproximate }
        : null;

    /// <summary>"More than an hour before noon" is a bound, "within an hour after noon" a range.</summary>
    private static Meaning? ShiftedBound(Parts parts, int sign)
    {
        if (parts.Get<Length>() is not { Bound: not Bound.None, Days: 0, Months: 0, Seconds: < ClockTime.Day } length || PointOf(parts) is not { Clock: { } time, IsApproximate: false } point) return null;
        var other = point with { Clock = time.Plus(sign * (int)length.Seconds) };
        return length.Bound switch
        {
            Bound.After => new MomentBound(sign > 0 ? Bound.After : Bound.Before, other),
            Bound.Since => new MomentBound(sign > 0 ? Bound.Since : Bound.Until, other),
            _ => sign > 0 ? new MomentRange(point, null, length with { Bound = Bound.None }) : new MomentRange(other, null, length with { Bound = Bound.None }),
        };
    }

    private static Moment? PointOf(Parts parts) => AsMoment(parts.First is Length ? parts.At(1) : parts.First)?.AsPoint();

    private static MomentRange? RangeFor(Parts parts)
    {
        if (parts.Count < 2 || parts.Find<Length>() is not { } length || (parts.First is Length ? parts.At(1) : parts.First) is not { } start) return null;
        return AsMoment(start) is { Clock: not null } moment ? new(moment, null, length) : null;
    }

    private static MomentBound? BoundOn(Parts parts)
    {
        var bound = parts.Get<MomentBound>();
        var other = AsMoment(parts.First is MomentBound ? parts.At(1) : parts.First);
        return other is not null && bound.Moment.With(other) is { } moment ? bound with { Moment = moment } : null;
    }

    public static Moment? AsMoment(Meaning meaning) => meaning switch
    {
        Moment moment => moment,
        Days day => new(day, null, null),
        ClockTime time => new(null, time, null),
        DayPart part => new(null, null, part),
        _ => null,
    };
}
