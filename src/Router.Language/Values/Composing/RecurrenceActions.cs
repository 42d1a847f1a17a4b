using NodaTime;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>What happens again and again.</summary>
internal static class RecurrenceActions
{
    /// <summary>More times of one day are not read, so that no text costs more than in proportion to its length.</summary>
    private const int MostTimes = 12;

    private static readonly NumberSet WorkingDays = NumberSet.Of(1, 2, 3, 4, 5);

    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["weekdays"] = arguments => parts => arguments.Length > 0 ? new WeekdayList(NumberSet.Of(arguments.Select(int.Parse))) : Weekdays(parts),
        ["weekdays-up"] = _ => parts => Weekdays(parts) is { } list && ListOf(parts.First).Numbers.Max() < ListOf(parts.At(1)).Numbers.Min() ? list : null,
        ["weekdays-to"] = _ => WeekdaysTo,
        ["month-days"] = arguments => parts => arguments.Length > 0 ? new MonthDayList(NumberSet.Of(arguments.Int(0))) : List<MonthDayList>(parts, DayOfMonth) is { } days ? new MonthDayList(days) : null,
        ["places"] = arguments => parts => arguments.Length > 0 && parts.Count == 0 ? new PlaceList(NumberSet.Of(arguments.Int(0))) : Places(parts, arguments.Int(0, 1)),
        ["times-of-day"] = _ => TimesOf,
        ["several-times"] = _ => parts => new Moment(new UnknownDays(), parts.Get<Times>().First.Clock, null),
        ["but"] = _ => Actions.Always(new ExceptionMark()),
        ["but-after"] = _ => Actions.Always(new ExceptionEnd()),
        ["every-but-at"] = _ => parts => parts.Get<Recurrence>() is { At: not null } every ? every with { HasRule = false } : null,
        ["every-weekday-date"] = _ => parts => parts.Get<CalendarDays>(1).Day is { } day ? new Recurrence(CalendarUnit.Month, Weekdays: WeekdayOf(parts.Get<CalendarDays>()), MonthDays: NumberSet.Of(day)) : null,
        ["every"] = arguments => arguments.Length > 0 ? Actions.Always(Every(arguments.Int(1, 1), arguments.Name<CalendarUnit>(0))) : Every,
        ["every-and-share"] = _ => parts => EveryCount(1 + parts.Get<Number>().Value, parts.Get<UnitName>()),
        ["every-other"] = _ => parts => Every(parts) is { } every ? every with { Interval = 2 * every.Interval } : null,
        ["every-place"] = _ => parts => DayActions.WholeOf(parts) is > 1 and < 1000 and var place ? Every(place * parts.Get<UnitName>().Count, parts.Get<UnitName>().Unit) : null,
        ["every-gap"] = _ => EveryGap,
        ["every-length"] = arguments => parts => EveryLength(parts.Get<Length>()) is { HasRule: true } every ? every : arguments.Length == 0 ? Recurrence.WithoutRule : null,
        ["every-and-length"] = _ => parts => Length.Of(1, parts.Get<UnitName>().Unit)?.Plus(parts.Get<Length>()) is { } length ? EveryLength(length) : null,
        ["every-part"] = _ => parts => new Recurrence(CalendarUnit.Day, At: new Moment(null, null, parts.Get<DayPart>())),
        ["every-days"] = arguments => parts => parts.Get<WeekdayList>().Days is var days && days.Numbers.Count() >= arguments.Int(0, 1) ? new Recurrence(CalendarUnit.Week, Weekdays: days) : null,
        ["every-date"] = _ => parts => On(new(CalendarUnit.Year), parts.Get<CalendarDays>()),
        ["every-and"] = _ => parts => parts.Get<Recurrence>() is { IsRest: false, At: null or Moment { Clock: null }, Places.IsEmpty: true, Weekdays.IsEmpty: false, Unit: >= CalendarUnit.BusinessDay } every
            ? every with { Unit = CalendarUnit.Week, Weekdays = every.Weekdays.With(parts.Get<WeekdayList>().Days) } : null,
        ["every-and-up"] = _ => parts => parts.Get<Recurrence>() is { At: null, Unit: CalendarUnit.Week, Weekdays.IsEmpty: false } every && parts.Get<WeekdayList>() is var list && every.Weekdays.Numbers.Max() < list.Days.Numbers.Min()
            ? every with { Weekdays = every.Weekdays.With(list.Days) } : null,
        ["every-and-time"] = _ => parts => parts.Get<Recurrence>() is { At: not null } every && parts.Get<Moment>() is { Day: CalendarDays { IsWeekly: true }, Clock: not null } ? every with { HasRule = false } : null,
        ["every-on"] = arguments => parts => EveryOn(parts) ?? (arguments.Length > 0 && parts.Find<Recurrence>() is { IsPlain: true } every ? every with { HasRule = false } : null),
        ["every-beside"] = _ => EveryBeside,
        ["every-from"] = _ => parts => parts.Get<Recurrence>() is { Start: null } every && parts.Get<Days>() is { IsApproximate: false } start ? every with { Start = start } : null,
        ["every-at"] = _ => parts => At(parts.Get<Recurrence>(), parts.First is Recurrence ? parts.At(1) : parts.First),
        ["every-part-on"] = _ => parts => new Recurrence(CalendarUnit.Week, Weekdays: WeekdayOf(parts.Get<CalendarDays>()), At: new Moment(null, null, parts.Get<DayPart>())),
        ["every-nth"] = arguments => parts => EveryNth(parts, parts.Find<Recurrence>() ?? new(arguments.Name<CalendarUnit>(0))),
        ["every-but"] = _ => parts => But(parts.Find<Recurrence>() ?? new(CalendarUnit.Day), parts.Find<Days>() is null ? parts.Find<WeekdayList>()?.Days : null),
        ["every-both"] = _ => parts => EveryBoth(parts.Get<Recurrence>(), parts.Get<Recurrence>(1)),
        ["every-lasting"] = _ => parts => parts.Get<Recurrence>() is { At: Moment { Clock: not null } at } every && parts.Get<Length>() is { IsApproximate: false, Bound: Bound.None } length && !IsLonger(length, every)
            ? every with { At = new MomentRange(at, null, length) } : null,
        ["how-often"] = _ => parts => parts.Find<Number>() is { Value: 1, IsApproximate: false } ? null : new HowOften(),
        ["every-without-rule"] = _ => _ => Recurrence.WithoutRule,
        ["every-until"] = arguments => parts => EveryUntil(parts) is { } every ? arguments.Length > 0 && every.End?.Last?.Day is not (CalendarDays { Day: not null } or CalendarDays { IsWeekly: true } or RelativeDays { Unit: CalendarUnit.Day } or Meanings.WeekdayOf) ? every with { HasRule = false } : every : null,
        ["every-for"] = _ => EveryFor,
    };

    /// <summary>The recurrence at a time, from one time to another, or at several; null when it has its own, or none of these is said.</summary>
    public static Recurrence? At(Recurrence every, Meaning time)
    {
        var at = ClockActions.AsMoment(time) is { } moment ? moment is { Day: null, IsApproximate: false } ? moment : null : time switch
        {
            MomentRange { First: { Day: null, IsApproximate: false }, Last: null or { Day: null, IsApproximate: false } } or Times => time,
            _ => null,
        };
        if (at is null || every.Unit < CalendarUnit.Day && at is not MomentRange || at is MomentRange { Length: { } length } && IsLonger(length, every)) return null;
        return Both(every.At, at) is { } both ? every with { At = both } : null;
    }

    private static Meaning? Both(Meaning? one, Meaning other) => (one, other) switch
    {
        (null, _) => other,
        (Moment first, Moment second) => first.With(second),
        (Moment { Clock: null } part, MomentRange range) => range.With(part),
        (MomentRange range, Moment { Clock: null } part) => range.With(part),
        (Moment { Clock: null } part, Times times) => times.With(part),
        (Times times, Moment { Clock: null } part) => times.With(part),
        _ => null,
    };

    private static Recurrence? Every(Parts parts)
    {
        if (parts.Find<CalendarDays>() is { IsWeekly: true } weekday) return new(CalendarUnit.Week, Weekdays: WeekdayOf(weekday));
        return parts.Find<Number>() is { } number ? number.IsApproximate ? Recurrence.WithoutRule : EveryCount(number.Value, parts.Get<UnitName>()) : EveryCount(1, parts.Get<UnitName>());
    }

    /// <summary>"Every two and a half hours" is every 150 minutes; half a month is no number of smaller units.</summary>
    private static Recurrence EveryCount(decimal number, UnitName name)
    {
        var (count, unit) = (number * name.Count, name.Unit);
        while (decimal.Truncate(count) != count)
        {
            (count, unit) = unit switch
            {
                CalendarUnit.Minute => (count * 60, CalendarUnit.Second),
                CalendarUnit.Hour => (count * 60, CalendarUnit.Minute),
                CalendarUnit.Day => (count * 24, CalendarUnit.Hour),
                CalendarUnit.Week => (count * 7, CalendarUnit.Day),
                CalendarUnit.Quarter => (count * 3, CalendarUnit.Month),
                CalendarUnit.Year => (count * 12, CalendarUnit.Month),
                _ => (0, unit),
            };
        }
        return count is >= 1 and < 100_000 ? Every((int)count, unit) : Recurrence.WithoutRule;
    }

    /// <summary>Every so many working days is said by no rule.</summary>
    private static Recurrence Every(int count, CalendarUnit unit) => unit switch
    {
        CalendarUnit.BusinessDay => count == 1 ? new(unit, Weekdays: WorkingDays) : Recurrence.WithoutRule,
        CalendarUnit.Weekend => new(unit, count, NumberSet.Of(6, 7)),
        _ => new(unit, count),
    };

    private static Recurrence EveryLength(Length length)
    {
        if (length is not { Months: 0, Days: 0, IsApproximate: false, Bound: Bound.None, Seconds: > 0 and var seconds } || decimal.Truncate(seconds) != seconds) return Recurrence.WithoutRule;
        return EveryCount(seconds % 3600 == 0 ? seconds / 3600 : seconds % 60 == 0 ? seconds / 60 : seconds, new(seconds % 3600 == 0 ? CalendarUnit.Hour : seconds % 60 == 0 ? CalendarUnit.Minute : CalendarUnit.Second));
    }

    /// <summary>每隔一天 is every other day: so many days lie between. Hours and less have no breadth: 每隔一小时 is every hour.</summary>
    private static Recurrence? EveryGap(Parts parts)
    {
        if (parts.Get<Number>() is not { IsWhole: true, IsApproximate: false } number || parts.Get<UnitName>() is not { Count: 1 } unit) return null;
        return EveryCount(number.Value + (unit.Unit < CalendarUnit.Day ? 0 : 1), unit);
    }

    /// <summary>"Every month on the 19th", "june 19th every year", "every two weeks on monday and friday".</summary>
    private static Recurrence? EveryOn(Parts parts)
    {
        if (parts.Find<Recurrence>() is not { } every) return null;
        if (parts.Find<MonthDayList>() is { } days) return every is { Unit: CalendarUnit.Month, IsPlain: true } ? every with { MonthDays = days.Days } : null;
        if (parts.Find<WeekdayList>() is { } weekdays) return On(every, weekdays.Days);
        return parts.Find<CalendarDays>() is { } day ? On(every, day) : null;
    }

    /// <summary>"Every two weeks monday and friday", "monday to friday every day". Without "on" a single day is one of every week: "every second friday" is no friday of every second.</summary>
    private static Recurrence? EveryBeside(Parts parts)
    {
        var (every, days) = (parts.Get<Recurrence>(), parts.Get<WeekdayList>().Days);
        return every.Unit == CalendarUnit.Week || every.Unit == CalendarUnit.Day && days.Numbers.Count() > 1 ? On(every, days) : null;
    }

    private static Recurrence? On(Recurrence every, CalendarDays day)
    {
        if (day.IsWeekly) return every.Unit == CalendarUnit.Week ? On(every, WeekdayOf(day)) : null;
        if (!every.IsPlain || day is not { Day: { } ofMonth, Year: null, Weekday: IsoDayOfWeek.None }) return null;
        var fits = every.Unit == (day.Month is null ? CalendarUnit.Month : CalendarUnit.Year);
        return fits ? every with { Month = day.Month, MonthDays = NumberSet.Of(ofMonth) } : null;
    }

    private static Recurrence? On(Recurrence every, NumberSet weekdays)
    {
        if (!every.IsPlain || every.Unit > CalendarUnit.Week || every is { Unit: CalendarUnit.Day, Interval: > 1 }) return null;
        return every with { Unit = every.Unit == CalendarUnit.Day ? CalendarUnit.Week : every.Unit, Weekdays = weekdays };
    }

    /// <summary>"The first and third monday of every month", "the last day of every month", "the last sunday of may every year".</summary>
    private static Recurrence? EveryNth(Parts parts, Recurrence every)
    {
        var (places, first, second) = (parts.Get<PlaceList>().Places, parts.Find<CalendarDays>(), parts.Find<CalendarDays>(1));
        var (weekday, month) = first is { IsWeekly: true } ? (first, second?.Month) : (second, first?.Month);
        if (every.Unit is CalendarUnit.Week or CalendarUnit.Quarter) return every with { HasRule = false };
        if (!every.IsPlain || every is { Unit: not (CalendarUnit.Month or CalendarUnit.Year) } || month is not null && every.Unit == CalendarUnit.Month) return null;
        if (weekday is not null) return every with { Month = month, Places = places, Weekdays = WeekdayOf(weekday) };
        return (parts.Find<UnitName>()?.Unit, every.Unit) switch
        {
            (CalendarUnit.Day, CalendarUnit.Month) => every with { MonthDays = places },
            (null, CalendarUnit.Month) when places == NumberSet.Of(-1) => every with { MonthDays = places },
            (CalendarUnit.Day, CalendarUnit.Year) when month is null && places == NumberSet.Of(-1) => every with { Month = 12, MonthDays = NumberSet.Of(31) },
            (CalendarUnit.Day, CalendarUnit.Year) when month is null && places == NumberSet.Of(1) => every with { Month = 1, MonthDays = places },
            (CalendarUnit.Day, CalendarUnit.Year) when month is not null => every with { Month = month, MonthDays = places },
            (CalendarUnit.BusinessDay, _) => every with { Month = month, Places = places, Weekdays = WorkingDays },
            _ => Recurrence.WithoutRule,
        };
    }

    /// <summary>"On weekdays every hour", "every day from nine to five every hour": how often within the days.</summary>
    private static Recurrence? EveryBoth(Recurrence days, Recurrence within)
    {
        if (days.Unit < within.Unit) (days, within) = (within, days);
        // "Weekly every tuesday" says one thing twice.
        if (days.Unit == within.Unit && days is { IsPlain: true, Interval: 1, At: null, End: null, Start: null, HasRule: true } && !within.IsPlain) return within;
        if (days.Unit == within.Unit && within is { IsPlain: true, Interval: 1, At: null, End: null, Start: null, HasRule: true } && !days.IsPlain) return days;
        if (within is not { Unit: < CalendarUnit.Day, IsPlain: true, End: null, Start: null } || !days.Places.IsEmpty || days.Month is not null || !days.MonthDays.IsEmpty) return null;
        if (days.Unit is < CalendarUnit.Day or > CalendarUnit.Week || days.Interval > 1 || days.At is not (null or MomentRange) || days.At is not null && within.At is not null) return null;
        return within with { Weekdays = days.Weekdays, At = days.At ?? within.At, End = days.End, Start = days.Start, HasRule = days.HasRule && within.HasRule };
    }

    /// <summary>"Every day except sunday". What is excepted and is no day of the week is said by no rule.</summary>
    /// <param name="every">What happens.</param>
    /// <param name="weekdays">When it does not; null for other days than those of a week.</param>
    public static Recurrence But(Recurrence every, NumberSet? weekdays)
    {
        var days = every.Weekdays.IsEmpty ? Recurrence.AllWeekdays : every.Weekdays;
        if (weekdays is not { } excepted || !every.HasRule || !every.Places.IsEmpty || !every.MonthDays.IsEmpty || days.Without(excepted).IsEmpty) return every with { HasRule = false };
        var rest = every with { Weekdays = days.Without(excepted), IsRest = true };
        return every switch
        {
            { Unit: < CalendarUnit.Day } or { Unit: CalendarUnit.Week, Weekdays.IsEmpty: false } => rest,
            { Unit: CalendarUnit.Day, Interval: 1 } or { Unit: CalendarUnit.BusinessDay or CalendarUnit.Weekend } => rest with { Unit = CalendarUnit.Week },
            _ => every with { HasRule = false },
        };
    }

    /// <summary>"Every day until friday". From one weekday to another is no end: "every monday to friday" is every working day.</summary>
    private static Recurrence? EveryUntil(Parts parts)
    {
        if (parts.Find<Recurrence>() is not { End: null } every) return null;
        if (ClockActions.AsMoment(parts.First is Recurrence ? parts.At(1) : parts.First) is not { IsApproximate: false } last) return null;
        // "From the first to the fifth of every month" is no end either.
        if (!every.MonthDays.IsEmpty && last.Day is CalendarDays { Day: not null, Month: null }) return null;
        var fits = last.Clock is null ? last is { Day: not null, Part: null } : last.Day is not null || every.Unit < CalendarUnit.Day;
        return fits && !(every.Unit == CalendarUnit.Week && last.Day is { IsWeekly: true }) ? every with { End = new(last) } : null;
    }

    /// <summary>"Every day for three weeks". What is not longer than from one time to the next is how long it takes: "every day for ten minutes".</summary>
    private static Recurrence? EveryFor(Parts parts) =>
        parts.Find<Recurrence>() is { End: null } every && parts.Find<Length>() is { IsApproximate: false, Bound: Bound.None } length
        && IsLonger(length, every)
            ? every with { End = new(Last: null, length) } : null;

    /// <summary>Whether a length is longer than from one time to the next.</summary>
    private static bool IsLonger(Length length, Recurrence every) => Length.Of(every.Interval, every.Unit) is { } interval && RoughDays(length) > RoughDays(interval);

    private static decimal RoughDays(Length length) => length.Months * 30 + length.Days + length.Seconds / 86_400;

    private static NumberSet WeekdayOf(CalendarDays day) => NumberSet.Of((int)day.Weekday);

    private static WeekdayList? Weekdays(Parts parts) => List<WeekdayList>(parts, day => day is CalendarDays { IsWeekly: true, Weekday: var weekday } ? (int)weekday : null) is { } days ? new(days) : null;

    /// <summary>From one day of the week to another: "monday to friday", "friday to monday".</summary>
    private static WeekdayList? WeekdaysTo(Parts parts)
    {
        if (parts.Get<CalendarDays>() is not { IsWeekly: true, Weekday: var first } || parts.Get<CalendarDays>(1) is not { IsWeekly: true, Weekday: var last } || first == last) return null;
        var count = ((int)last - (int)first + 7) % 7;
        return new(NumberSet.Of(Enumerable.Range((int)first - 1, count + 1).Select(day => day % 7 + 1)));
    }

    private static PlaceList? Places(Parts parts, int sign) =>
        List<PlaceList>(parts, place => (place is Ordinal { Place: var said } ? said : (place as Number)?.Value) is >= 1 and <= 31 and var nth && decimal.Truncate(nth) == nth ? sign * (int)nth : null) is { } places ? new(places) : null;

    private static NumberSet ListOf(Meaning days) => days is WeekdayList list ? list.Days : WeekdayOf((CalendarDays)days);

    private static int? DayOfMonth(Meaning day) => day is CalendarDays { Day: { } of, Month: null, Year: null, Weekday: IsoDayOfWeek.None } ? of : null;

    /// <summary>What is said one after the other, and what is a list already, together.</summary>
    private static NumberSet? List<T>(Parts parts, Func<Meaning, int?> numberOf)
        where T : Meaning
    {
        NumberSet all = default;
        for (var i = 0; i < parts.Count; i++)
        {
            NumberSet? more = parts.At(i) switch
            {
                WeekdayList list => list.Days,
                MonthDayList list => list.Days,
                PlaceList list => list.Places,
                var one => numberOf(one) is { } number ? NumberSet.Of(number) : null,
            };
            if (more is not { } numbers) return null;
            all = all.With(numbers);
        }
        return all;
    }

    private static Times? TimesOf(Parts parts) => ClockActions.AsMoment(parts.First) is { Clock: not null, Day: null, IsApproximate: false } first
        ? parts.At(1) is Times rest ? rest.Count < MostTimes ? new(first, rest) : null : ClockActions.AsMoment(parts.At(1)) is { Clock: not null, Day: null, IsApproximate: false } second ? new(first, second) : null
        : null;
}
