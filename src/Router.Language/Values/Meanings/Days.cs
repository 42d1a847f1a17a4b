using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>A day, or several that follow each other.</summary>
internal abstract record Days : Meaning
{
    /// <summary>Whether the same words mean the same day of each week, so that a time that has passed today is meant for the next.</summary>
    public virtual bool IsWeekly => false;

    /// <summary>How far it is from today, signed; null when it is not told by that.</summary>
    public virtual string? Offset => null;

    /// <summary>Whether it is no exact one.</summary>
    public virtual bool IsApproximate => false;

    /// <summary>The days; null when the calendar has none such.</summary>
    /// <param name="today">The speaker's date.</param>
    /// <param name="earliest">What is not told by its distance from today is not before this day.</param>
    public abstract DaySpan? Resolve(LocalDate today, LocalDate earliest);

    /// <summary>The days from today on.</summary>
    public DaySpan? Resolve(LocalDate today) => Resolve(today, today);

    /// <summary>In TIMEX3.</summary>
    public virtual string? Timex(LocalDate today) => Resolve(today)?.ToString();

    /// <inheritdoc/>
    public override int Rank => 2;

    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock)
    {
        var span = Resolve(clock.Today);
        var isDay = span?.IsOneDay ?? true;
        return new()
        {
            Kind = isDay ? ExpressionKind.Date : ExpressionKind.DateRange,
            Value = IsApproximate ? null : span?.ToString(),
            From = isDay || span is null ? null : SpeakerClock.Write(span.Value.First),
            To = isDay || span is null ? null : SpeakerClock.Write(span.Value.End),
            Last = isDay || span is null ? null : SpeakerClock.Write(span.Value.Last),
            Offset = Offset,
            Near = IsApproximate ? span?.ToString() : null,
            Timex = Timex(clock.Today),
        };
    }
}

/// <summary>The unit of the calendar that is so many on from that of today: today, tomorrow, next week, last month.</summary>
/// <param name="Unit">A day or more.</param>
/// <param name="By">How many on; negative for those before.</param>
/// <param name="Count">How many that follow each other are meant.</param>
internal sealed record RelativeDays(CalendarUnit Unit, int By, int Count = 1) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) => DaySpan.Of(Unit, today, By, Count);
}

/// <summary>The day so far from another.</summary>
/// <param name="Anchor">The other; its first day counts, or its last when it is before it.</param>
/// <param name="By">How far.</param>
/// <param name="Sign">1 for after, -1 for before.</param>
internal sealed record ShiftedDays(Days Anchor, Length By, int Sign) : Days
{
    /// <inheritdoc/>
    public override string? Offset => Anchor is RelativeDays { Unit: CalendarUnit.Day, By: 0 } ? $"{(Sign < 0 ? "-" : "")}{By}" : null;

    /// <inheritdoc/>
    public override bool IsApproximate => By.IsApproximate;

    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) =>
        Anchor.Resolve(today, earliest) is { } span ? DaySpan.Day(By.From(span.First, Sign)) : null;
}

/// <summary>The weekday of a week.</summary>
/// <param name="Week">A week, or days the first of whose weeks counts.</param>
/// <param name="Weekday">The weekday.</param>
internal sealed record WeekdayOf(Days Week, IsoDayOfWeek Weekday) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) =>
        Week.Resolve(today, earliest) is { } week ? DaySpan.Day(week.First.PlusDays((int)Weekday - (int)week.First.DayOfWeek)) : null;
}

/// <summary>The weekday that is nearest to a day: "in three days on friday".</summary>
/// <param name="Day">The day.</param>
/// <param name="Weekday">The weekday.</param>
internal sealed record WeekdayNear(Days Day, IsoDayOfWeek Weekday) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) =>
        Day.Resolve(today, earliest) is { } span ? DaySpan.Day(span.First.PlusDays(-4).Next(Weekday)) : null;
}

/// <summary>The first such weekday after days, or the last before them: "the monday after easter".</summary>
/// <param name="Of">The days.</param>
/// <param name="Weekday">The weekday.</param>
/// <param name="Sign">1 for after, -1 for before.</param>
internal sealed record WeekdayBeside(Days Of, IsoDayOfWeek Weekday, int Sign) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) =>
        Of.Resolve(today, earliest) is { } span ? DaySpan.Day(Sign > 0 ? span.Last.Next(Weekday) : span.First.Previous(Weekday)) : null;
}

/// <summary>The weekday of the week in which a day lies, where it is the nearest to the day too; else it may be that of another week: 两周后的周一.</summary>
/// <param name="Day">The day.</param>
/// <param name="Weekday">The weekday.</param>
internal sealed record WeekdayIn(Days Day, IsoDayOfWeek Weekday) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) =>
        new WeekdayOf(Day, Weekday).Resolve(today, earliest) is { } day && day == new WeekdayNear(Day, Weekday).Resolve(today, earliest) ? day : null;
}

/// <summary>The week, month, year, decade or century in which a day lies.</summary>
/// <param name="Unit">Which of these.</param>
/// <param name="Day">The day.</param>
internal sealed record UnitOf(CalendarUnit Unit, Days Day) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) => Day.Resolve(today, earliest) is { } span ? DaySpan.Of(Unit, span.First) : null;
}

/// <summary>So many days from a day on: "for three days from monday".</summary>
/// <param name="From">The day.</param>
/// <param name="Length">How long.</param>
internal sealed record DaysFor(Days From, Length Length) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) =>
        From.Resolve(today, earliest) is { } span ? new(span.First, Length.From(span.First, 1), CalendarUnit.Day) : null;
}

/// <summary>The latest such weekday before today.</summary>
/// <param name="Weekday">The weekday.</param>
internal sealed record LatestWeekday(IsoDayOfWeek Weekday) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) => DaySpan.Day(today.Previous(Weekday));
}

/// <summary>Monday to Friday of a week.</summary>
/// <param name="By">How many weeks on.</param>
internal sealed record WorkingWeek(int By) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) =>
        DaySpan.Of(CalendarUnit.Week, today, By) is var week ? new(week.First, week.First.PlusDays(5), CalendarUnit.Day) : null;
}

/// <summary>Days that only who says them knows: a fiscal year; or days of a calendar that is not read.</summary>
internal sealed record UnknownDays : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) => null;
}
