namespace Router.Language.Values.Meanings;

/// <summary>A length between two: 三到五天.</summary>
/// <param name="From">The shorter.</param>
/// <param name="To">The longer.</param>
internal sealed record LengthRange(Length From, Length To) : Meaning
{
    /// <summary>What it is near to.</summary>
    public Length Middle => new((From.Months + To.Months) / 2, (From.Days + To.Days) / 2 + (From.Months + To.Months) % 2 * 15, (From.Seconds + To.Seconds) / 2, IsApproximate: true);

    /// <inheritdoc/>
    public override int Rank => 1;

    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock) => new() { Kind = ExpressionKind.Duration, From = $"{From}", To = $"{To}", Timex = $"({From},{To})" };
}
