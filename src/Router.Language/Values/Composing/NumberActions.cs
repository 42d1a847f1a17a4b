using System.Globalization;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>Numbers, fractions and ordinals.</summary>
internal static class NumberActions
{
    /// <summary>The actions by name.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } = new Dictionary<string, ActionMaker>
    {
        ["value"] = arguments => Actions.Always(new Number(decimal.Parse(arguments[0], CultureInfo.InvariantCulture))),
        ["digits"] = arguments => parts => parts.Get<Number>() is var number && number.Digits == arguments.Int(0) ? number : null,
        ["times"] = arguments => Times(decimal.Parse(arguments[0], CultureInfo.InvariantCulture)),
        ["negative"] = _ => parts => parts.Get<Number>() is { Value: > 0 } number ? number with { Value = -number.Value, Digits = 0 } : null,
        ["fraction"] = _ => parts => Divide(parts.Get<Number>().Value, parts.Get<Number>(1).Value),
        ["mixed"] = _ => parts => Mixed(parts.Get<Number>().Value, parts.Get<Number>(1).Value),
        ["plus"] = _ => parts => new Number(parts.Get<Number>().Value + parts.Get<Number>(1).Value),
        ["power"] = _ => parts => Power(parts.Get<Number>().Value, parts.Get<Number>(1).Value),
        ["power-of-ten"] = _ => parts => Power(10, parts.Get<Number>(1).Value) is { } power ? new Number(parts.Get<Number>().Value * power.Value) : null,
        ["fraction-of-one"] = _ => parts => parts.Get<Number>().Value is > 2 and var whole ? Divide(1, whole) : null,
        ["half-of"] = arguments => Actions.Always(new Number(arguments.Int(0) / 2m)),
        ["about-number"] = _ => parts => parts.Get<Number>() with { IsApproximate = true, Digits = 0 },
        ["approximate"] = arguments => Actions.Always(new Number(arguments.Int(0), 0, true)),
        ["between-numbers"] = _ => parts => parts.Get<Number>() is var first && parts.Get<Number>(1) is var second && first.Value < second.Value && second.Value <= 3 * first.Value + 5
            ? new Number((first.Value + second.Value) / 2, 0, true) : null,
        ["last"] = _ => parts => parts.At(parts.Count - 1),
        ["correction"] = arguments => Actions.Always(new CorrectionMark(arguments.Length > 0)),
        ["correcting"] = _ => Actions.Always(new Correction()),
        ["change"] = _ => Actions.Always(new ChangeMark()),
        ["later"] = _ => Actions.Always(new LaterMark()),
        ["target"] = _ => Actions.Always(new TargetMark()),
        ["ability"] = _ => Actions.Always(new AbilityMark()),
        ["place"] = _ => parts => new Ordinal(parts.Get<Number>().Value),
        ["relative-place"] = arguments => Actions.Always(new RelativeOrdinal(string.Equals(arguments[0], "end", StringComparison.Ordinal), arguments.Int(1))),
    };

    private static Compose Times(decimal factor) => parts => parts.Get<Number>() is var number && Math.Abs(number.Value) < 1e12m ? new Number(number.Value * factor) : null;

    private static Number? Power(decimal number, decimal exponent)
    {
        var power = Math.Pow((double)number, (double)exponent);
        return double.IsFinite(power) && Math.Abs(power) < 1e18 && (power == 0 || Math.Abs(power) > 1e-18) ? new Number((decimal)power) : null;
    }

    private static Number? Divide(decimal part, decimal whole) => whole == 0 ? null : new Number(part / whole);

    /// <summary>"Five and a quarter"; after millions the fraction is one of a million: "two million and a half".</summary>
    private static Number? Mixed(decimal whole, decimal fraction)
    {
        if (fraction is <= 0 or >= 1 || decimal.Truncate(whole) != whole) return null;
        var scale = new[] { 1e12m, 1e9m, 1e6m }.FirstOrDefault(scale => whole >= scale && whole % scale == 0, 1);
        return new Number(whole + fraction * scale);
    }
}
