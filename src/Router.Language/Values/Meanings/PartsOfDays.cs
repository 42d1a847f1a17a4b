using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>Some of the units or weekdays within days: the first week of january, the last monday of may, the third quarter of 2019.</summary>
/// <param name="Nth">Which; 1 is the first, -1 the last.</param>
/// <param name="Unit">The unit; a day for a weekday.</param>
/// <param name="Weekday">The weekday, if that is meant.</param>
/// <param name="Of">The days.</param>
/// <param name="Count">How many that follow each other; with a negative <paramref name="Nth"/> those before.</param>
internal sealed record NthOf(int Nth, CalendarUnit Unit, IsoDayOfWeek Weekday, Days Of, int Count = 1) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest)
    {
        if (Of.Resolve(today, earliest) is not { } whole) return null;
        var first = Nth > 0 ? NthFrom(FirstIn(whole), Nth - 1) : NthFrom(LastIn(whole), Nth + 1 - (Count - 1));
        var span = DaySpan.Of(Unit, first, 0, Count);
        // Weeks count for the month or the year in which their Thursday lies.
        var (begin, end) = Unit == CalendarUnit.Week ? (span.First.PlusDays(3), span.End.PlusDays(-3)) : (span.First, span.End);
        return begin >= whole.First && end <= whole.End.PlusDays(Unit == CalendarUnit.Week ? 1 : 0) ? span : null;
    }

    private LocalDate NthFrom(LocalDate first, int by) => Weekday == IsoDayOfWeek.None ? DaySpan.Add(Unit, first, by) : first.PlusWeeks(by);

    private LocalDate FirstIn(DaySpan whole) => Weekday != IsoDayOfWeek.None
        ? whole.First.PlusDays(-1).Next(Weekday)
        : Unit == CalendarUnit.Week ? whole.First.PlusDays(-1).Next(IsoDayOfWeek.Thursday) : whole.First;

    private LocalDate LastIn(DaySpan whole) => Weekday != IsoDayOfWeek.None
        ? whole.End.Previous(Weekday)
        : Unit == CalendarUnit.Week ? whole.End.Previous(IsoDayOfWeek.Thursday) : whole.Last;
}

/// <summary>The beginning, the middle or the end of days.</summary>
/// <param name="Of">The days.</param>
/// <param name="Segment">Which.</param>
internal sealed record SegmentOf(Days Of, Segment Segment) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest)
    {
        if (Of.Resolve(today, earliest) is not { } whole || whole.IsOneDay) return null;
        var (begin, middle, half, late) = Bounds(whole);
        return Segment switch
        {
            Segment.Start => new(whole.First, half, CalendarUnit.Day),
            Segment.Middle => new(begin, middle, CalendarUnit.Day),
            Segment.Rest => new(today >= whole.First && today < whole.Last ? today : whole.First, whole.End, CalendarUnit.Day),
            Segment.ToNow => new(whole.First, today >= whole.First && today < whole.End ? today : whole.End, CalendarUnit.Day),
            _ => new(late, whole.End, CalendarUnit.Day),
        };
    }

    /// <inheritdoc/>
    public override string? Timex(LocalDate today) => Of.Timex(today);

    /// <summary>Where days are as a bound: where they begin, but "the end of may" is where it ends.</summary>
    public static LocalDate PointOf(Days days, DaySpan span) => days switch
    {
        SegmentOf { Segment: Segment.End } => span.End,
        SegmentOf { Segment: Segment.Middle } => span.First.PlusDays(Period.DaysBetween(span.First, span.End) / 2),
        _ => span.First,
    };

    private static (LocalDate Begin, LocalDate Middle, LocalDate Half, LocalDate Late) Bounds(DaySpan whole) => whole.Grain switch
    {
        CalendarUnit.Month => (whole.First.PlusDays(9), whole.First.PlusDays(20), whole.First.PlusDays(15), whole.First.PlusDays(15)),
        CalendarUnit.Year => (whole.First.PlusMonths(4), whole.First.PlusMonths(8), whole.First.PlusMonths(4), whole.First.PlusMonths(8)),
        _ => Thirds(whole.First, Period.DaysBetween(whole.First, whole.End)),
    };

    private static (LocalDate Begin, LocalDate Middle, LocalDate Half, LocalDate Late) Thirds(LocalDate first, int days) =>
        (first.PlusDays(days / 3), first.PlusDays(days - days / 3), first.PlusDays(days / 2), first.PlusDays(days / 2));
}

/// <summary>Where within days.</summary>
internal enum Segment
{
    /// <summary>At their beginning.</summary>
    Start,

    /// <summary>In their middle.</summary>
    Middle,

    /// <summary>At their end.</summary>
    End,

    /// <summary>What is left of them.</summary>
    Rest,

    /// <summary>What of them has been.</summary>
    ToNow,
}

/// <summary>So many days, weeks or months from tomorrow on, or up to today: "the next three days".</summary>
/// <param name="Length">How long.</param>
/// <param name="Unit">The unit; business days leave out weekends.</param>
/// <param name="Count">How many of the unit.</param>
/// <param name="Sign">1 for what is to come, -1 for what has been.</param>
internal sealed record DaysAround(Length Length, CalendarUnit Unit, int Count, int Sign) : Days
{
    /// <inheritdoc/>
    public override bool IsApproximate => Length.IsApproximate;

    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest)
    {
        if (Unit is CalendarUnit.Quarter or CalendarUnit.Decade or CalendarUnit.Century) return DaySpan.Of(Unit, today, Sign > 0 ? 1 : -Count, Count) with { Grain = CalendarUnit.Day };
        if (Sign < 0) return new(Length.From(today, -1), today, CalendarUnit.Day);
        var first = today.PlusDays(1);
        return new(first, Unit == CalendarUnit.BusinessDay ? AfterBusinessDays(first) : Length.From(first, 1), CalendarUnit.Day);
    }

    private LocalDate AfterBusinessDays(LocalDate day)
    {
        for (var left = Math.Min(Count, 1000); left > 0; day = day.PlusDays(1))
        {
            if (day.DayOfWeek < IsoDayOfWeek.Saturday) left--;
        }
        return day;
    }
}

/// <summary>So many hours or minutes from now on, or up to now: "the last ten minutes".</summary>
/// <param name="Length">How long.</param>
/// <param name="Sign">1 for what is to come, -1 for what has been.</param>
internal sealed record TimeAround(Length Length, int Sign) : Meaning
{
    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock)
    {
        var (now, other) = (SpeakerClock.Write(clock.Now), SpeakerClock.Write(Length.From(clock.Now, Sign)));
        var (from, to) = Sign > 0 ? (now, other) : (other, now);
        return new() { Kind = ExpressionKind.DateTimeRange, From = from, To = to, Timex = $"({from[..19]},{to[..19]},{Length})" };
    }
}
