using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>A time of a day, or a part of one: what is said of the day, the clock and the part of the day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Clock">The time on the clock.</param>
/// <param name="Part">The part of the day.</param>
/// <param name="IsApproximate">Whether it is no exact time.</param>
internal sealed record Moment(Days? Day, ClockTime? Clock, DayPart? Part, bool IsApproximate = false) : Meaning
{
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
            var seconds = Seconds + (IsAfterMidnight ? ClockTime.Day : 0);
            return Clock.At(seconds) with { IsExact = IsExact };
        }
    }

    /// <summary>The moment that the clock shows the time; null when the day does not exist, or is not one.</summary>
    /// <param name="clock">The speaker's clock.</param>
    /// <param name="after">What it comes after where it may be chosen; now when null.</param>
    public ZonedDateTime? Resolve(SpeakerClock clock, ZonedDateTime? after = null)
    {
        if (Clock is null || Part is not null && !Part.Admits(Clock.Hour)) return null;
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
            Timex = Day?.Timex(clock.Today) + Timex,
        };
    }

    /// <summary>Seconds of its time from the midnight that begins the day; those of the night may lie in the next.</summary>
    public int Seconds => Part is null || Clock!.IsExact && !IsLate ? Clock!.Seconds : Clock.Seconds + (Part.Apply(Clock.Hour) - Clock.Hour) * 3600;

    /// <summary>The middle of the day as the point that it is a bound of, or counted from: 中午以前, 中午前半小时.</summary>
    public Moment AsPoint() => this is { Part.Name: DayPartName.Noon, Clock: null } ? this with { Part = null, Clock = new ClockTime(12, IsExact: true) } : this;

    private bool IsOfNight => Part?.Name is DayPartName.Night or DayPartName.LateEvening;

    /// <summary>Whether it is said as one of the exact hours after midnight, of the night that begins on the day.</summary>
    private bool IsAfterMidnight => IsOfNight && Clock!.IsExact && !IsLate && Clock.Hour < 12;

    private bool IsLate => Clock!.IsPadded && Part?.IsLate(Clock.Hour) == true;

    private string Timex
    {
        get
        {
            var seconds = Remainder(Seconds, ClockTime.Day);
            return (Clock!.Shift == 0 ? Clock : new ClockTime(0, seconds / 60 % 60, seconds % 60 == 0 ? null : seconds % 60)).Write(seconds / 3600);
        }
    }

    private static int Remainder(int seconds, int of) => (seconds % of + of) % of;

    /// <summary>Without a day: the next such time; that of either half of the day when it is not said which.</summary>
    private ZonedDateTime Next(SpeakerClock clock, ZonedDateTime after)
    {
        for (var day = after.Date; ; day = day.PlusDays(1))
        {
            if (Later(clock, day, Remainder(Seconds, IsExact ? ClockTime.Day : ClockTime.HalfDay), after) is { } moment) return moment;
        }
    }

    /// <summary>
    /// On a day: as the clock of 24 hours shows it, but where that has passed today, or comes before what it has to come after, in the second
    /// half of the day; a weekday is the next one when its time has passed today. The hours after midnight are of the night before.
    /// </summary>
    private ZonedDateTime OnDay(SpeakerClock clock, LocalDate day, ZonedDateTime after, bool mustFollow)
    {
        var seconds = Seconds;
        if (IsOfNight && seconds >= ClockTime.Day || IsAfterMidnight)
        {
            seconds = Remainder(seconds, ClockTime.Day);
            day = NightOf(clock, day, seconds);
        }
        var said = clock.At(day, seconds);
        if (said.ToInstant() > after.ToInstant() || !mustFollow && day != clock.Today) return said;
        if (Later(clock, day, seconds, after) is { } later) return later;
        if (Day!.IsWeekly) return clock.At(day.PlusWeeks(1), seconds);
        if (mustFollow) return clock.At(day.PlusDays(1), seconds);
        return IsExact || seconds >= ClockTime.HalfDay ? said : clock.At(day, seconds + ClockTime.HalfDay);
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
    private LocalDate NightOf(SpeakerClock clock, LocalDate day, int seconds) =>
        day == clock.Today && !Day!.IsWeekly && clock.Now.Hour < 6 && clock.At(day, seconds).ToInstant() > clock.Now.ToInstant() ? day : day.PlusDays(1);
}
