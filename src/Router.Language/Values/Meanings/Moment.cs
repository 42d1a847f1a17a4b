using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>A time of a day, or a part of one: what is said of the day, the clock and the part of the day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Clock">The time on the clock.</param>
/// <param name="Part">The part of the day.</param>
/// <param name="IsApproximate">Whether it is no exact time.</param>
internal sealed record Moment(Days? Day, ClockTime? Clock, DayPart? Part, bool IsApproximate = false) : Meaning
{
    private const int DayHours = 24;

    /// <inheritdoc/>
    public override int Rank => 1;

    /// <summary>What both say together; null when they say different things.</summary>
    public Moment? With(Moment other)
    {
        if (Day is not null && other.Day is not null || Clock is not null && other.Clock is not null || Part is not null && other.Part is not null) return null;
        return new(Day ?? other.Day, Clock ?? other.Clock, Part ?? other.Part, IsApproximate || other.IsApproximate);
    }

    /// <summary>Whether the hour is known, not only up to the half of the day.</summary>
    public bool IsExact => Clock is { IsExact: true } || Part is not null;

    /// <summary>The time by the clock from the midnight that begins the day: one in the night that begins on the day is 25 o'clock. As said where the half of the day is not known; null without a time.</summary>
    public ClockTime? FromMidnight
    {
        get
        {
            if (Clock is null) return null;
            var isNight = Part?.Name is DayPartName.Night or DayPartName.LateEvening && Clock.IsExact && Seconds < ClockTime.HalfDay;
            var seconds = isNight ? Seconds + 2 * ClockTime.HalfDay : Seconds;
            return new((int)Math.Floor(seconds / 3600m), (seconds / 60 + 60) % 60, seconds % 60 == 0 && Clock.Second is null ? null : seconds % 60, IsExact);
        }
    }

    /// <summary>The moment that the clock shows the time; null when the day does not exist, or is not one.</summary>
    /// <param name="clock">The speaker's clock.</param>
    /// <param name="after">What it comes after where it may be chosen; now when null.</param>
    public ZonedDateTime? Resolve(SpeakerClock clock, ZonedDateTime? after = null)
    {
        if (Clock is null) return null;
        var start = after ?? clock.Now;
        if (Day is null) return Next(clock, start);
        return Day.Resolve(clock.Today) is { IsOneDay: true } span ? OnDay(clock, span.First, start, after is not null) : null;
    }

    /// <summary>The first moment and that after the last of a part of a day.</summary>
    public (ZonedDateTime From, ZonedDateTime To)? ResolvePart(SpeakerClock clock)
    {
        if (Part is null || Clock is not null) return null;
        if (Day is null)
        {
            var next = clock.At(clock.Today, Part.To * 60).ToInstant() > clock.Now.ToInstant() ? clock.Today : clock.Today.PlusDays(1);
            return (clock.At(next, Part.From * 60), clock.At(next, Part.To * 60));
        }
        return Day.Resolve(clock.Today) is { IsOneDay: true } span ? (clock.At(span.First, Part.From * 60), clock.At(span.First, Part.To * 60)) : null;
    }

    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock)
    {
        if (Clock is null && Part is null) return Day?.Express(clock);
        var isApproximate = IsApproximate || Day is { IsApproximate: true };
        if (Clock is null)
        {
            var bounds = ResolvePart(clock) is var (from, to) ? (SpeakerClock.Write(from), SpeakerClock.Write(to)) : ((string, string)?)null;
            return new()
            {
                Kind = Day is null ? ExpressionKind.TimeRange : ExpressionKind.DateTimeRange,
                Value = isApproximate || bounds is null ? null : $"{bounds.Value.Item1}/{bounds.Value.Item2}",
                From = bounds?.Item1,
                To = bounds?.Item2,
                Near = isApproximate && bounds is not null ? $"{bounds.Value.Item1}/{bounds.Value.Item2}" : null,
                Timex = Day?.Timex(clock.Today) + Part!.Timex,
            };
        }
        var moment = Resolve(clock) is { } point ? SpeakerClock.Write(point) : null;
        return new()
        {
            Kind = Day is null ? ExpressionKind.Time : ExpressionKind.DateTime,
            Value = isApproximate ? null : moment,
            Near = isApproximate ? moment : null,
            Timex = Day?.Timex(clock.Today) + Clock.Write((Part is null || Clock.IsExact ? Clock.Hour : Part.Apply(Clock.Hour)) % DayHours),
        };
    }

    private int Seconds => Part is null || Clock!.IsExact ? Clock!.Seconds : Clock.Seconds + (Part.Apply(Clock.Hour) - Clock.Hour) * 3600;

    /// <summary>Without a day: the next such time; that of either half of the day when it is not said which.</summary>
    private ZonedDateTime Next(SpeakerClock clock, ZonedDateTime after)
    {
        for (var day = after.Date; ; day = day.PlusDays(1))
        {
            if (Later(clock, day, IsExact ? Seconds % (2 * ClockTime.HalfDay) : Seconds % ClockTime.HalfDay, after) is { } moment) return moment;
        }
    }

    /// <summary>
    /// On a day: as the clock of 24 hours shows it, but where that has passed today, or comes before what it has to come after, in the second
    /// half of the day; a weekday is the next one when its time has passed today.
    /// </summary>
    private ZonedDateTime OnDay(SpeakerClock clock, LocalDate day, ZonedDateTime after, bool mustFollow)
    {
        if (Part?.Name is DayPartName.Night or DayPartName.LateEvening && Clock!.IsExact && Clock.Hour < 12) day = NightOf(clock, day);
        var said = clock.At(day, Seconds);
        if (said.ToInstant() > after.ToInstant() || !mustFollow && day != clock.Today) return said;
        if (Later(clock, day, Seconds, after) is { } later) return later;
        return Day!.IsWeekly ? clock.At(day.PlusWeeks(1), Seconds) : mustFollow ? clock.At(day.PlusDays(1), Seconds) : said;
    }

    /// <summary>The first of both halves' moments that comes after another.</summary>
    private ZonedDateTime? Later(SpeakerClock clock, LocalDate day, int seconds, ZonedDateTime after)
    {
        var first = clock.At(day, seconds);
        if (first.ToInstant() > after.ToInstant()) return first;
        if (IsExact || seconds >= ClockTime.HalfDay) return null;
        var second = clock.At(day, seconds + ClockTime.HalfDay);
        return second.ToInstant() > after.ToInstant() ? second : null;
    }

    /// <summary>"2 am tonight" is on the day after this, but for who says it after midnight.</summary>
    private LocalDate NightOf(SpeakerClock clock, LocalDate day) =>
        day == clock.Today && clock.Now.Hour < 6 && clock.At(day, Seconds).ToInstant() > clock.Now.ToInstant() ? day : day.PlusDays(1);
}
