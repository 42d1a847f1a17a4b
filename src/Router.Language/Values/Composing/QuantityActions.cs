using System.Globalization;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>Shares, money, measures, temperatures, ages, and ranges of numbers.</summary>
internal static class QuantityActions
{
    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["quantity-unit"] = Unit,
        ["quantity"] = _ => parts => Of(parts.Find<Number>(), parts.Get<QuantityUnit>()),
        ["percentage"] = _ => parts => Of(parts.Get<Number>(), new(ExpressionKind.Percentage, "")),
        ["share"] = _ => parts => Quantity.ShareOf(parts.Get<Number>()),
        ["tenths-and-half"] = _ => parts => parts.Get<Number>() is { Whole: > 0 and < 10 and var tenths } ? Quantity.Share(tenths * 10 + 5) : null,
        ["age"] = _ => parts => new Quantity(ExpressionKind.Age, parts.Get<Number>().Value, parts.Find<UnitName>()?.Unit.ToString() ?? "Age"),
        ["hundredths"] = _ => parts => parts.Get<Quantity>() is { Value: { } whole, Unit: not "Chinese yuan" } money && decimal.Truncate(whole) == whole && whole < 1000
            && parts.Get<Number>() is { Whole: > 0 and < 100 and var cents }
            ? money with { Value = whole + cents / 100m } : null,
        ["smaller-unit"] = _ => parts => Smaller(parts.Get<Quantity>(), parts.Get<Quantity>(1)),
        ["number-bound"] = arguments => parts => Limit(parts) is { } limit ? NumberRange.Of(arguments.Name<Bound>(0), limit) : null,
        ["number-range"] = _ => parts => Limit(parts, 0) is { } from && Limit(parts, 1) is { } to ? new NumberRange(from, true, to, false) : null,
        ["number-both"] = _ => Both,
    };

    private static Compose Unit(string[] arguments) =>
        Actions.Always(new QuantityUnit(arguments.Name<ExpressionKind>(0), arguments[1], arguments.Length > 2 ? decimal.Parse(arguments[2], CultureInfo.InvariantCulture) : 1));

    private static Quantity Of(Number? number, QuantityUnit unit) => new(unit.Kind, number?.Value * unit.Factor, unit.Unit, number is { IsApproximate: true });

    /// <summary>The number that a part of a range of numbers names.</summary>
    public static decimal? Limit(Parts parts, int index = 0) => parts.At(index) switch
    {
        Number number => number.Value,
        Ordinal ordinal => ordinal.Place,
        Quantity { Kind: ExpressionKind.Percentage } share => share.Value / 100,
        _ => null,
    };

    /// <summary>"Greater than 100 and smaller than 300".</summary>
    private static NumberRange? Both(Parts parts)
    {
        var (first, second) = (parts.Get<NumberRange>(), parts.Get<NumberRange>(1));
        if (first.From is null) (first, second) = (second, first);
        return first is { From: { } from, To: null } && second is { From: null, To: { } to } && from < to ? new(from, first.HasFrom, to, second.HasTo) : null;
    }

    /// <summary>"5 feet 2 inches" in feet.</summary>
    private static Quantity? Smaller(Quantity large, Quantity small) =>
        large is { Unit: "Foot", Value: { } feet } && small is { Unit: "Inch", Value: { } inches and < 12 } ? large with { Value = feet + inches / 12 } : null;
}
