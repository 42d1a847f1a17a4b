using NodaTime;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>What happens again and again.</summary>
internal static class RecurrenceActions
{
    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["every"] = arguments => arguments.Length > 0 ? Actions.Always(new Recurrence(arguments.Name<CalendarUnit>(0), arguments.Int(1, 1))) : Every,
        ["every-other"] = _ => parts => Every(parts) is { } every ? every with { Interval = 2 * every.Interval } : null,
        ["every-part"] = _ => parts => new Recurrence(CalendarUnit.Day, At: new(null, null, parts.Get<DayPart>())),
        ["every-and"] = _ => parts => parts.Get<Recurrence>() is { On.IsWeekly: true } every && parts.Get<CalendarDays>() is { IsWeekly: true } more
            ? every with { More = $"{every.More},{Recurrence.NameOf(more.Weekday)}" } : null,
        ["every-on"] = _ => EveryOn,
        ["every-at"] = _ => EveryAt,
        ["every-part-on"] = _ => parts => new Recurrence(CalendarUnit.Week, On: parts.Get<CalendarDays>(), At: new(null, null, parts.Get<DayPart>())),
        ["every-nth"] = _ => EveryNth,
        ["every-until"] = _ => EveryUntil,
        ["every-for"] = _ => EveryFor,
    };

    private static Recurrence? Every(Parts parts)
    {
        if (parts.Find<CalendarDays>() is { IsWeekly: true } weekday) return new(CalendarUnit.Week, On: weekday);
        var unit = parts.Get<UnitName>();
        var count = parts.Find<Number>() is { } number ? number is { Whole: > 0 and < 1000 and var whole, IsApproximate: false } ? whole : 0 : 1;
        return count == 0 ? null : new(unit.Unit, count * unit.Count);
    }

    /// <summary>"The 19th of every month", "june 19th every year", "mondays every two weeks".</summary>
    private static Recurrence? EveryOn(Parts parts)
    {
        if (parts.Find<Recurrence>() is not { } every || parts.Find<CalendarDays>() is not { } day) return null;
        var fits = every.Unit switch
        {
            CalendarUnit.Week => day.IsWeekly,
            CalendarUnit.Month => day is { Day: not null, Month: null, Year: null, Weekday: IsoDayOfWeek.None },
            CalendarUnit.Year => day is { Day: not null, Month: not null, Year: null, Weekday: IsoDayOfWeek.None },
            _ => false,
        };
        return fits && every.On is null ? every with { On = day } : null;
    }

    private static Recurrence? EveryAt(Parts parts)
    {
        var every = parts.Get<Recurrence>();
        var at = ClockActions.AsMoment(parts.First is Recurrence ? parts.At(1) : parts.First);
        if (at is not { Day: null, IsApproximate: false } || every.Unit < CalendarUnit.Day) return null;
        if (every.At is null) return every with { At = at };
        return every.At.With(at) is { } both ? every with { At = both } : null;
    }

    /// <summary>"Every day until friday". From one weekday to another is no end: "every monday to friday" is every working day.</summary>
    private static Recurrence? EveryUntil(Parts parts)
    {
        if (parts.Find<Recurrence>() is not { End: null } every) return null;
        if (ClockActions.AsMoment(parts.First is Recurrence ? parts.At(1) : parts.First) is not { IsApproximate: false } last) return null;
        var fits = last.Clock is null ? last is { Day: not null, Part: null } : last.Day is not null || every.Unit < CalendarUnit.Day;
        return fits && !(every.Unit == CalendarUnit.Week && last.Day is { IsWeekly: true }) ? every with { End = new(last) } : null;
    }

    /// <summary>"Every day for three weeks". What is not longer than from one time to the next is how long it takes: "every day for ten minutes".</summary>
    private static Recurrence? EveryFor(Parts parts) =>
        parts.Find<Recurrence>() is { End: null } every && parts.Find<Length>() is { IsApproximate: false, Bound: Bound.None } length
        && Length.Of(every.Interval, every.Unit) is { } interval && RoughDays(length) > RoughDays(interval)
            ? every with { End = new(Last: null, length) } : null;

    private static decimal RoughDays(Length length) => length.Months * 30 + length.Days + length.Seconds / 86_400;

    /// <summary>"The first monday of every month".</summary>
    private static Recurrence? EveryNth(Parts parts) =>
        parts.Get<Recurrence>() is { On: null, Unit: CalendarUnit.Month } every && parts.Get<CalendarDays>() is { IsWeekly: true } weekday
            ? every with { On = weekday, Nth = parts.Find<Ordinal>() is { Place: >= 1 and <= 5 and var nth } ? (int)nth : -1 } : null;
}
