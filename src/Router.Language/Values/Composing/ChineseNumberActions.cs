using System.Globalization;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>What only Chinese rules of numbers and of what has a unit need.</summary>
internal static class ChineseNumberActions
{
    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["fraction-of"] = _ => parts => parts.Get<Number>() is { Value: not 0 } whole ? new Number(parts.Get<Number>(1).Value / whole.Value) : null,
        ["age-and-half"] = _ => parts => parts.Get<Number>() is { IsWhole: true, IsApproximate: false } number ? new Quantity(ExpressionKind.Age, number.Value + 0.5m, nameof(CalendarUnit.Year)) : null,
        ["and-digits"] = _ => parts => parts.Get<Number>(1) is { IsApproximate: false, Value: > 0 } rest && parts.Get<QuantityUnit>() is var unit && (rest.Digits == 2 ? 0.01m : rest is { Value: < 10, Digits: < 2 } ? 0.1m : 0) is > 0 and var place
            ? new Quantity(unit.Kind, parts.Get<Number>().Value + rest.Value * place, unit.Unit) : null,
        ["word"] = _ => Actions.Always(new Word()),
        ["and-half"] = _ => parts => parts.Get<Number>() is { IsApproximate: false } number ? new Number(number.Value + 0.5m) : null,
        ["from-end"] = _ => parts => parts.Get<Number>() is { Whole: > 0 and < 1000 and var place } ? new RelativeOrdinal(true, 1 - place) : null,
        ["percent-range"] = _ => parts => ShareLimit(parts, 0) is { } from && ShareLimit(parts, 1) is { } to && from < to ? new NumberRange(from, true, to, false) : null,
        ["percent"] = arguments => Percent(decimal.Parse(arguments[0], CultureInfo.InvariantCulture)),
        ["percent-value"] = arguments => Actions.Always(Quantity.Share(arguments.Int(0))),
        ["tenths"] = _ => parts => Tenths(parts.Get<Number>(), parts.Get<Number>(1)),
        ["discount"] = _ => Discount,
        ["money-and"] = _ => parts => parts.Get<Quantity>() is { Value: { } whole, IsApproximate: false } money && parts.Get<QuantityUnit>() is { Factor: var factor } && parts.Get<Number>() is { Value: < 10 } part
            && (parts.Find<Number>(1) ?? new Number(0)) is { Value: < 10 } rest ? money with { Value = whole + (part.Value + rest.Value / 10) * factor } : null,
        ["money-tenths"] = _ => parts => parts.Get<Quantity>() is { Value: { } whole, Unit: "Chinese yuan", IsApproximate: false } money && decimal.Truncate(whole) == whole && parts.Get<Number>() is { Value: > 0 and < 10, Digits: < 0, IsApproximate: false, IsWhole: true } part
            ? money with { Value = whole + part.Value / 10 } : null,
        ["below-zero"] = _ => parts => parts.Get<Quantity>() is { Value: > 0 and var value } degrees ? degrees with { Value = -value } : null,
        ["quantity-and-half"] = _ => parts => parts.Get<Number>() is { IsWhole: true, IsApproximate: false } number && parts.Get<QuantityUnit>() is var unit ? new Quantity(unit.Kind, (number.Value + 0.5m) * unit.Factor, unit.Unit) : null,
        ["quantity-bound"] = arguments => parts => parts.Get<Quantity>() is { Value: { } limit } ? NumberRange.Of(arguments.Name<Bound>(0), limit) : null,
        ["bare-digits"] = _ => parts => parts.Get<Number>() is var number && (number.Digits > 0 || (number is { Digits: 0, IsWhole: false })) ? number : null,
        ["ascending-range"] = _ => parts => QuantityActions.Limit(parts, 0) is { } from && QuantityActions.Limit(parts, 1) is { } to && from < to ? new NumberRange(from, true, to, false) : null,
        ["quantity-range"] = _ => QuantityRange,
    };

    private static Compose Percent(decimal factor) => parts => parts.Get<Number>() is var number ? Quantity.Share(number.Value * factor) with { IsApproximate = number.IsApproximate } : null;

    /// <summary>七成六 is 76 hundredths.</summary>
    private static Quantity? Tenths(Number tens, Number ones) =>
        tens is { Value: > 0 and < 10, IsApproximate: false, IsWhole: true } && ones is { Value: > 0 and < 10, IsApproximate: false, IsWhole: true } ? Quantity.Share(tens.Value * 10 + ones.Value) : null;

    /// <summary>八折 is 80 hundredths of the price, 七二折 and 7.2折 are 72.</summary>
    private static Quantity? Discount(Parts parts)
    {
        var number = parts.Get<Number>();
        if (parts.Find<Number>(1) is { } ones) return Tenths(number, ones);
        if (number is { IsPart: true, Digits: 2, Value: > 10 and < 100 }) return Quantity.Share(number.Value);
        return number is { Value: > 0 and < 10, IsApproximate: false } ? Quantity.Share(number.Value * 10) : null;
    }

    /// <summary>Of "5 to 10 percent" both are hundredths.</summary>
    private static decimal? ShareLimit(Parts parts, int index) => QuantityActions.Limit(parts, index) / (parts.At(index) is Number ? 100 : 1);

    private static NumberRange? QuantityRange(Parts parts)
    {
        var first = parts.Find<Number>()?.Value ?? parts.Get<Quantity>().Value;
        var last = parts.Get<Quantity>(parts.Find<Number>() is null ? 1 : 0).Value;
        return first is { } from && last is { } to ? new(from, true, to, false) : null;
    }
}
