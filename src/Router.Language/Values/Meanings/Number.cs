using System.Globalization;

namespace Router.Language.Values.Meanings;

/// <summary>A number.</summary>
/// <param name="Value">The value.</param>
/// <param name="Digits">How many digits it is written with, where it is written with nothing else; 0 in English words, -1 in Chinese characters, which name no year.</param>
/// <param name="IsApproximate">Whether it is no exact one: 两三. The value is the least that it may be.</param>
/// <param name="IsPart">Whether it is no expression by itself, only a part of others: 一 in 一切.</param>
internal sealed record Number(decimal Value, int Digits = 0, bool IsApproximate = false, bool IsPart = false) : Meaning
{
    /// <summary>Whether it has no fraction.</summary>
    public bool IsWhole => decimal.Truncate(Value) == Value;

    /// <summary>The whole number.</summary>
    public int Whole => IsWhole && Math.Abs(Value) < int.MaxValue ? (int)Value : int.MaxValue;

    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock) => IsPart
        ? null
        : new() { Kind = ExpressionKind.Number, Value = IsApproximate ? null : Write(Value), From = IsApproximate ? Write(Value) : null, Near = IsApproximate ? Write(Value) : null };

    /// <summary>A number with a point before the fraction, of at most 15 digits behind it.</summary>
    public static string Write(decimal value) => decimal.Round(value, 15).ToString("0.###############", CultureInfo.InvariantCulture);
}
