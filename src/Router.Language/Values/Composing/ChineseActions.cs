using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>What only Chinese rules need.</summary>
internal static class ChineseActions
{
    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["within"] = _ => parts => parts.Get<Days>() is { } of && Together(parts) is { } inner ? new DaysWithin(of, inner) : null,
        ["edge-of"] = arguments => parts => new EdgeDay(parts.Find<Days>() ?? new RelativeDays(CalendarUnit.Month, 0), arguments[0] == "last"),
        ["unknown-day"] = _ => Actions.Always(new UnknownDay()),
        ["date"] = arguments => Actions.Always(new CalendarDays(Month: arguments.Int(0), Day: arguments.Int(1))),
        ["short-year"] = _ => ShortYear,
        ["bare-day"] = _ => parts => parts.Get<Number>() is { IsApproximate: false, Whole: >= 10 and <= 31 and var day } ? new CalendarDays(Day: day) : null,
        ["bare-minute"] = _ => parts => parts.Get<Number>() is { IsApproximate: false, Whole: >= 0 and < 60 } number && (number.Whole >= 10 || number.Digits == 2) ? number with { IsPart = true } : null,
        ["about-hour"] = _ => parts => parts.Get<Number>() is { IsApproximate: true, Whole: > 0 and < 24 and var hour } ? new Moment(null, new ClockTime(hour), null, true) : null,
        ["half-length"] = _ => parts => parts.Get<UnitName>() is var unit ? Length.Of(0.5m * unit.Count, unit.Unit) : null,
        ["length-and-half"] = _ => parts => (parts.Get<Number>(), parts.Get<UnitName>()) is var (number, unit) && number.IsWhole ? Length.Of((number.Value + 0.5m) * unit.Count, unit.Unit, number.IsApproximate) : null,
        ["length-plus"] = _ => parts => parts.Get<Length>().Plus(parts.Get<Length>(1)),
        ["fraction-of"] = _ => parts => parts.Get<Number>() is { Value: not 0 } whole ? new Number(parts.Get<Number>(1).Value / whole.Value) : null,
        ["mixed-of"] = _ => parts => new Number(parts.Get<Number>().Value + parts.Get<Number>(1).Value),
        ["mixed-digits"] = _ => parts => parts.Get<Number>(2) is { Value: not 0 } whole ? new Number(parts.Get<Number>().Value + parts.Get<Number>(1).Value / whole.Value) : null,
        ["years"] = _ => parts => parts.Get<Number>() is { Digits: < 4, Value: < 1000 } number && !(number.Digits == 2 && number.Value < 10) ? Length.Of(number.Value, CalendarUnit.Year, number.IsApproximate) : null,
        ["exponent"] = arguments => parts => Exponent(parts.Get<Number>().Value, arguments.Int(0) * parts.Get<Number>(1).Whole),
        ["power"] = arguments => parts => Power(parts.Get<Number>().Value, arguments.Int(0) * parts.Get<Number>(1).Value),
    };

    private static CalendarDays? Together(Parts parts)
    {
        var days = parts.Find<CalendarDays>();
        return parts.Find<CalendarDays>(1) is { } more ? days?.With(more) : days;
    }

    /// <summary>A year in four digits, or in two that stand for one from 1950 to 2049: 零八年, 07年, 九五年.</summary>
    private static CalendarDays? ShortYear(Parts parts)
    {
        var number = parts.Get<Number>();
        if (number is { Digits: 4, Whole: >= 1000 and <= 2999 }) return new(number.Whole);
        return number is { Digits: 2, Whole: < 10 } or { Digits: 2, IsPart: true, Whole: >= 50 } ? new CalendarDays(number.Whole + (number.Whole < 50 ? 2000 : 1900)) : null;
    }

    private static Number? Exponent(decimal value, int exponent) => Math.Abs(exponent) <= 20 ? Power(10, exponent) is { } scale && Math.Abs(value) < 1e7m ? new Number(value * scale.Value) : null : null;

    private static Number? Power(decimal value, decimal exponent)
    {
        var power = Math.Pow((double)Math.Abs(value), (double)exponent);
        return double.IsFinite(power) && power < 1e27 ? new Number((decimal)power * Math.Sign(value)) : null;
    }
}
