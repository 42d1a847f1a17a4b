namespace Router.Language.Values.Meanings;

/// <summary>The moment so far from now: "in ten minutes".</summary>
/// <param name="Length">How far.</param>
/// <param name="Sign">1 for what is to come, -1 for what has been.</param>
internal sealed record FromNow(Length Length, int Sign) : Meaning
{
    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock)
    {
        var moment = SpeakerClock.Write(Length.From(clock.Now, Sign));
        return new()
        {
            Kind = ExpressionKind.DateTime,
            Value = Length.IsApproximate ? null : moment,
            Offset = $"{(Sign < 0 ? "-" : "")}{Length}",
            Near = Length.IsApproximate ? moment : null,
            Timex = moment[..19],
        };
    }
}

/// <summary>The time of now on another day: "this time tomorrow".</summary>
/// <param name="Day">The day.</param>
internal sealed record SameTime(Days Day) : Meaning
{
    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock) => Day.Resolve(clock.Today) is { IsOneDay: true, First: var day }
        ? new() { Kind = ExpressionKind.DateTime, Value = SpeakerClock.Write(clock.At(day + clock.Now.TimeOfDay)), Timex = $"{SpeakerClock.Write(day)}T{clock.Now.TimeOfDay:HH:mm:ss}" }
        : null;
}

/// <summary>Now.</summary>
internal sealed record Now : Meaning
{
    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock) => new() { Kind = ExpressionKind.DateTime, Value = SpeakerClock.Write(clock.Now), Timex = "PRESENT_REF" };
}
