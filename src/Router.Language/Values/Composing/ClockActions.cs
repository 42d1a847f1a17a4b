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
        ["half-of-day"] = arguments => parts => InHalf(parts.Get<ClockTime>(), arguments.Int(0) == 2),
        ["part"] = arguments => Actions.Always(new DayPart(arguments.Name<DayPartName>(0), arguments.Int(1) * 60, arguments.Int(2) * 60)),
        ["moment"] = _ => MomentOf,
        ["about"] = _ => parts => AsMoment(parts.First) is { } moment ? moment with { IsApproximate = true } : null,
        ["from-now"] = arguments => parts => parts.Get<Length>() is { IsOfDays: false } length ? new FromNow(length, arguments.Int(0)) : null,
    };

    /// <summary>An hour is exact when it is written with a nought before it, or is none of those that a clock's face has.</summary>
    private static ClockTime? Hour(Number number) =>
        number is { IsApproximate: false, Whole: >= 0 and <= 24 and var hour, Digits: <= 2 } ? new(hour, IsExact: hour is 0 or > 12 || number.Digits == 2 && hour < 10) : null;

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

    private static Moment? AsMoment(Meaning meaning) => meaning switch
    {
        Moment moment => moment,
        Days day => new(day, null, null),
        ClockTime time => new(null, time, null),
        DayPart part => new(null, null, part),
        _ => null,
    };
}
