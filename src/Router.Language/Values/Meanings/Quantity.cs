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

    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock)
    {
        var text = Value is { } value ? Number.Write(value) + (Kind == ExpressionKind.Percentage ? "%" : "") : null;
        return new() { Kind = Kind, Value = IsApproximate ? null : text, Near = IsApproximate ? text : null, Unit = Kind == ExpressionKind.Percentage ? null : Unit };
    }
}

/// <summary>The name of a unit.</summary>
/// <param name="Kind">What it measures.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Factor">How many of the unit the name means: thirty MUSD are thirty million.</param>
internal sealed record QuantityUnit(ExpressionKind Kind, string Unit, decimal Factor = 1) : Meaning;
