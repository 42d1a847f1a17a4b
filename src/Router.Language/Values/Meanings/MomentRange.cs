using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>From one moment to another: "from two to four pm".</summary>
/// <param name="First">Where it begins.</param>
/// <param name="Last">Where it ends; null when its length is said.</param>
/// <param name="Length">Its length.</param>
internal sealed record MomentRange(Moment First, Moment? Last, Length? Length = null) : Meaning
{
    /// <summary>The range on a day, or in a part of one, that is said beside it; null when it says its own.</summary>
    public MomentRange? With(Moment other)
    {
        if (other.Clock is not null || First.With(other) is not { } first) return null;
        return this with { First = first };
    }

    /// <summary>When it begins by the clock, from the midnight that begins the day.</summary>
    public ClockTime? Begin => Share().First.FromMidnight;

    /// <summary>The range on a day, where it begins when the clock shows just what is said.</summary>
    public (ZonedDateTime From, ZonedDateTime To)? On(Days day, SpeakerClock clock)
    {
        var (first, last) = Share();
        if (first.FromMidnight is not { } begin) return null;
        var range = new MomentRange(new(day, begin with { IsExact = true }, null), last is null ? null : last with { Day = null }, Length);
        return range.Resolve(clock) is ({ } from, { } to) ? (from, to) : null;
    }

    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock)
    {
        var (first, last) = Share();
        var (from, to) = Resolve(clock);
        var isOfDay = First.Day is null && Last?.Day is null;
        return new()
        {
            Kind = isOfDay ? ExpressionKind.TimeRange : ExpressionKind.DateTimeRange,
            From = from is { } start ? SpeakerClock.Write(start) : null,
            To = to is { } end ? SpeakerClock.Write(end) : null,
            Timex = $"({first.Express(clock)?.Timex},{(Length is null ? last!.Express(clock)?.Timex : Length)})",
        };
    }

    private (ZonedDateTime? From, ZonedDateTime? To) Resolve(SpeakerClock clock)
    {
        var (first, last) = Share();
        return first.Resolve(clock) is { } begin ? (begin, Length is null ? last!.Resolve(clock, begin) : Length.From(begin, 1)) : (null, null);
    }

    /// <summary>What is said of one counts for the other: in "from two to four pm" both are in the afternoon, in "9 to 5 pm" they cannot be.</summary>
    private (Moment First, Moment? Last) Share()
    {
        if (Last is null) return (First, null);
        var first = First with { Day = First.Day ?? Last.Day, Part = First.Part ?? (First.IsExact ? null : Last.Part) };
        // Of another day the part of the day is another as well.
        var isOwn = Last.Part is not null || Last.IsExact || (Last.Day is not null && First.Day is not null) || IsBefore(Last, first);
        var last = Last with { Day = Last.Day ?? First.Day, Part = isOwn ? Last.Part : first.Part };
        if (first is { IsExact: false, Clock: { Hour: <= 12 } clock } && last.Clock is { IsExact: true } end)
        {
            var same = clock.InHalf(end.Hour >= 12);
            first = first with { Clock = same.Seconds < end.Seconds ? same : clock.InHalf(end.Hour < 12) };
        }
        return (first, last);
    }

    private static bool IsBefore(Moment last, Moment first) => first.Part is { } part && last.Clock is { } end && first.Clock is { } start
        && part.Apply(end.Hour) * 3600 + end.Seconds % 3600 <= part.Apply(start.Hour) * 3600 + start.Seconds % 3600;
}

/// <summary>What lies on one side of a moment.</summary>
/// <param name="Side">Which side.</param>
/// <param name="Moment">The moment.</param>
internal sealed record MomentBound(Bound Side, Moment Moment) : Meaning
{
    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock)
    {
        var moment = Limit.Resolve(clock);
        // "By tonight", said at night, is before its end.
        if (moment is null && Moment.ResolvePart(clock) is var (from, to))
            moment = Side == Bound.After || Side is Bound.Before or Bound.Until && from.ToInstant() <= clock.Now.ToInstant() ? to : from;
        var limit = moment is { } point ? SpeakerClock.Write(point) : null;
        return new()
        {
            Kind = Moment.Day is null ? ExpressionKind.TimeRange : ExpressionKind.DateTimeRange,
            From = Side is Bound.After or Bound.Since ? limit : null,
            To = Side is Bound.Before or Bound.Until ? limit : null,
            Bound = Side,
            Limit = limit,
            Timex = Limit.Express(clock)?.Timex,
        };
    }

    /// <summary>Up to twelve in the morning is up to noon, as nothing of the morning comes before midnight.</summary>
    private Moment Limit => Side is Bound.Before or Bound.Until && Moment is { Part.Name: DayPartName.Morning, Clock: { Hour: 12, IsExact: false } time }
        ? Moment with { Clock = time with { IsExact = true } }
        : Moment.AsPoint();
}

/// <summary>From a moment to now.</summary>
/// <param name="First">The moment.</param>
internal sealed record RangeToNow(Moment First) : Meaning
{
    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock) => new()
    {
        Kind = ExpressionKind.DateTimeRange,
        From = First is { Clock: { } time } && First.Day?.Resolve(clock.Today) is { } day ? SpeakerClock.Write(clock.At(day.First, time.Seconds)) : null,
        To = SpeakerClock.Write(clock.Now),
        Timex = $"({First.Express(clock)?.Timex},PRESENT_REF)",
    };
}

/// <summary>From now to a moment.</summary>
/// <param name="Last">The moment.</param>
internal sealed record NowUntil(Moment Last) : Meaning
{
    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock) => new()
    {
        Kind = ExpressionKind.DateTimeRange,
        From = SpeakerClock.Write(clock.Now),
        To = Last.Resolve(clock) is { } last ? SpeakerClock.Write(last) : null,
        Timex = $"(PRESENT_REF,{Last.Express(clock)?.Timex})",
    };
}
