using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>Days from one to another: "from monday to friday".</summary>
/// <param name="First">Where they begin.</param>
/// <param name="Last">Where they end.</param>
internal sealed record DayRange(Days First, Days Last) : Days
{
    /// <inheritdoc/>
    public override int Rank => 1;

    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest)
    {
        if (IsNamed(First) && IsNamed(Last)) return FromNamed(today, earliest);
        if (First.Resolve(today, earliest) is not { } first || Last.Resolve(today, first.First) is not { } last) return null;
        // "October to march 2017" begins in the year before.
        if (last.First < first.First && First is CalendarDays { Year: null, Month: not null } named && Last is CalendarDays { Year: { } year })
            first = (named with { Year = year }).Resolve(today) is { } same && same.First <= last.First ? same : (named with { Year = year - 1 }).Resolve(today) ?? first;
        // "From may 5th to now" begins in the past.
        if (last.First < first.First && First is CalendarDays { Year: null, Month: not null } && First.Resolve(today, last.First.PlusYears(-1).PlusDays(1)) is { } past) first = past;
        var (from, to) = (SegmentOf.PointOf(First, first), SegmentOf.PointOf(Last, last));
        return to < from ? null : new(from, to, CalendarUnit.Day);
    }

    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock)
    {
        var range = new Expression { Kind = ExpressionKind.DateRange, Timex = $"({First.Timex(clock.Today)},{Last.Timex(clock.Today)})" };
        if (Resolve(clock.Today) is not { } span) return range;
        var last = Last.Resolve(clock.Today, span.First)?.Last;
        return range with { From = SpeakerClock.Write(span.First), To = SpeakerClock.Write(span.End), Last = last is { } day ? SpeakerClock.Write(day) : null };
    }

    private static bool IsNamed(Days days) => days is CalendarDays { Year: null, Month: not null, Weekday: IsoDayOfWeek.None };

    /// <summary>"May to october" in september is that which has begun: the end lies ahead, the beginning is the nearest before it.</summary>
    private DaySpan? FromNamed(LocalDate today, LocalDate earliest)
    {
        if (Last.Resolve(today, earliest) is not { } last || First.Resolve(today, last.First.PlusYears(-1)) is not { } first) return null;
        return first.First < last.First ? new(first.First, last.First, CalendarUnit.Day) : null;
    }
}

/// <summary>Days on one side of others.</summary>
/// <param name="Side">Which side.</param>
/// <param name="Days">The others.</param>
internal sealed record DayBound(Bound Side, Days Days) : Meaning
{
    /// <inheritdoc/>
    public override Expression? Express(SpeakerClock clock)
    {
        var span = Days.Resolve(clock.Today);
        return new()
        {
            Kind = ExpressionKind.DateRange,
            From = span is null ? null : Side switch { Bound.Since => SpeakerClock.Write(span.Value.First), Bound.After => SpeakerClock.Write(AfterOf(span.Value)), _ => null },
            To = span is not null && Side is Bound.Before or Bound.Until ? SpeakerClock.Write(SegmentOf.PointOf(Days, span!.Value)) : null,
            Bound = Side,
            Limit = span is { } limit ? LimitOf(limit) : null,
            Timex = Days.Timex(clock.Today),
        };
    }

    /// <summary>"Until the end of the month" is up to its last day.</summary>
    private string LimitOf(DaySpan span) => Days switch
    {
        SegmentOf { Segment: Segment.End } => SpeakerClock.Write(span.Last),
        SegmentOf { Segment: Segment.Start } => SpeakerClock.Write(span.First),
        _ => $"{span}",
    };

    private static LocalDate AfterOf(DaySpan span) => span.IsOneDay ? span.First : span.End;
}
