namespace Router.Language.Values.Meanings;

/// <summary>A place in an order.</summary>
/// <param name="Place">Counted from 1.</param>
internal sealed record Ordinal(decimal Place) : Meaning
{
    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock) => new() { Kind = ExpressionKind.Ordinal, Value = Number.Write(Place) };
}

/// <summary>A place told from the end, or from where one is: the last, the next to last, the previous.</summary>
/// <param name="FromEnd">Whether it is counted from the end, else from where one is.</param>
/// <param name="By">0 for the last or the current one, -1 for that before.</param>
internal sealed record RelativeOrdinal(bool FromEnd, int By) : Meaning
{
    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock) =>
        new() { Kind = ExpressionKind.Ordinal, Value = FormattableString.Invariant($"{(FromEnd ? "end" : "current")}{By:+0;-0;+0}") };
}
