namespace Router.Language.Values.Meanings;

/// <summary>A number of a unit, or the unit alone.</summary>
/// <param name="Kind">Money, a measure, a temperature, an age or a share.</param>
/// <param name="Value">The number; null for the unit alone.</param>
/// <param name="Unit">The unit.</param>
/// <param name="IsApproximate">Whether the number is no exact one.</param>
internal sealed record Quantity(ExpressionKind Kind, decimal? Value, string Unit, bool IsApproximate = false) : Meaning
{
    /// <inheritdoc/>
    public override int Rank => 1;

    /// <summary>The number, that of a share with a sign behind it; null for the unit alone.</summary>
    public string? Text => Value is { } value ? Number.Write(value) + (Kind == ExpressionKind.Percentage ? "%" : "") : null;

    /// <summary>A share in hundredths.</summary>
    public static Quantity Share(decimal hundredths) => new(ExpressionKind.Percentage, hundredths, "");

    /// <summary>A fraction as a share: half is 50 hundredths; null when it is no part of one.</summary>
    public static Quantity? ShareOf(Number fraction) => fraction.Value is > 0 and < 1 ? Share(decimal.Round(fraction.Value * 100, 4)) : null;

    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock) =>
        new() { Kind = Kind, Value = IsApproximate ? null : Text, Near = IsApproximate ? Text : null, Unit = Kind == ExpressionKind.Percentage ? null : Unit };
}

/// <summary>The name of a unit.</summary>
/// <param name="Kind">What it measures.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Factor">How many of the unit the name means: thirty MUSD are thirty million.</param>
internal sealed record QuantityUnit(ExpressionKind Kind, string Unit, decimal Factor = 1) : Meaning;
