using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>Lengths of time.</summary>
internal static class LengthActions
{
    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["unit"] = arguments => Actions.Always(new UnitName(arguments.Name<CalendarUnit>(0), arguments.Int(1, 1))),
        ["length"] = _ => parts => Of(parts.Find<Number>() ?? new Number(1), parts.Get<UnitName>()),
        ["length-and"] = _ => And,
        ["length-and-part"] = _ => parts => Of(new Number(1 + parts.Get<Number>().Value), parts.Get<UnitName>()),
        ["length-and-share"] = _ => AndShare,
        ["length-half"] = _ => parts => Of(new Number(0.5m), parts.Get<UnitName>()),
        ["length-bound"] = arguments => parts => parts.Get<Length>() is { Bound: Bound.None } length ? length with { Bound = arguments.Name<Bound>(0) } : null,
        ["length-or-two"] = _ => parts => Of(new Number(1.5m, 0, true), parts.Get<UnitName>()),
        ["length-and-more"] = _ => parts => Of((parts.Find<Number>() ?? new Number(0.5m)) with { IsApproximate = true }, parts.Get<UnitName>()),
        ["length-and-rest"] = arguments => parts => Length.Of(parts.Get<Number>().Value, arguments.Name<CalendarUnit>(0)) is { } rest ? parts.Get<Length>().Plus(rest) : null,
        ["bare-rest"] = _ => parts => parts.Get<Number>() is { IsApproximate: false, Whole: >= 10 and < 60 and var minutes } number && minutes % 5 == 0 ? number : null,
        ["length-of-clock"] = _ => OfClock,
        ["about-mark"] = _ => Actions.Always(new AboutMark()),
        ["about-length"] = _ => parts => parts.Get<Length>() with { IsApproximate = true },
        ["length-between"] = _ => parts => parts.Get<Number>().Value < parts.Get<Number>(1).Value
            ? Of(new Number((parts.Get<Number>().Value + parts.Get<Number>(1).Value) / 2, 0, true), parts.Get<UnitName>()) : null,
    };

    /// <summary>So many of a unit. Four digits with a nought before them count none: 0730 hours are a time.</summary>
    private static Length? Of(Number number, UnitName unit) => number is { Digits: 4, Value: < 1000 } ? null : Length.Of(number.Value * unit.Count, unit.Unit, number.IsApproximate);

    /// <summary>"An hour and ten minutes": the second is of a smaller unit.</summary>
    private static Length? And(Parts parts)
    {
        var (first, second) = (parts.Get<Length>(), parts.Get<Length>(1));
        return first.Bound == Bound.None && second.Bound == Bound.None && Size(second) < Least(first) ? first.Plus(second) : null;
    }

    /// <summary>"Two hours and a half": a share of the unit.</summary>
    private static Length? AndShare(Parts parts)
    {
        var (number, unit, share) = (parts.Get<Number>(), parts.Get<UnitName>(), parts.Get<Number>(1));
        return share.Value is > 0 and < 1 && number.IsWhole ? Of(new Number(number.Value + share.Value), unit) : null;
    }

    /// <summary>1:30 minutes, 1:30 hours. Hours in two digits are a time: 07:30 hours.</summary>
    private static Length? OfClock(Parts parts)
    {
        var (count, part, unit) = (parts.Get<Number>(), parts.Get<Number>(1), parts.Find<UnitName>()?.Unit ?? CalendarUnit.Hour);
        return unit switch
        {
            CalendarUnit.Minute => new Length(0, 0, count.Value * 60 + part.Value),
            CalendarUnit.Hour when count.Digits == 1 => new Length(0, 0, count.Value * 3600 + part.Value * 60),
            _ => null,
        };
    }

    /// <summary>In seconds; a month has thirty days.</summary>
    public static decimal Size(Length length) => (length.Months * 30 + length.Days) * 86_400 + length.Seconds;

    /// <summary>The smallest unit that a length has, in seconds.</summary>
    private static decimal Least(Length length)
    {
        if (length.Seconds != 0) return length.Seconds % 60 != 0 ? 1 : length.Seconds % 3600 != 0 ? 60 : 3600;
        if (length.Days != 0) return (length.InWeeks ? 7 : 1) * 86_400;
        return (length.Months % 12 != 0 ? 28 : 365) * 86_400m;
    }
}
