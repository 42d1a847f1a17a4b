using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>So many times, not just once: "twice", 三次.</summary>
internal sealed record HowOften : Meaning;

/// <summary>What happens again and again: "every monday at seven".</summary>
/// <param name="Unit">How often.</param>
/// <param name="Interval">In every how many of the unit.</param>
/// <param name="Weekdays">On which weekdays; empty when none is said.</param>
/// <param name="Places">Which of these weekdays of a month or a year; empty for all.</param>
/// <param name="Month">In which month; null when none is said.</param>
/// <param name="MonthDays">On which days of a month, negative from its end; empty when none is said.</param>
/// <param name="At">When on the day: a <see cref="Moment"/>, a <see cref="MomentRange"/> or <see cref="Times"/> without a day; null when it is not said.</param>
/// <param name="End">Until when; null for ever.</param>
/// <param name="Start">The day before which it does not begin; null for now.</param>
/// <param name="IsRest">Whether the weekdays are what an exception leaves.</param>
/// <param name="HasRule">Whether RFC 5545 can say it; not so "every day but christmas" and "twice a week".</param>
internal sealed record Recurrence(
    CalendarUnit Unit, int Interval = 1, NumberSet Weekdays = default, NumberSet Places = default, int? Month = null, NumberSet MonthDays = default,
    Meaning? At = null, RecurrenceEnd? End = null, Days? Start = null, bool IsRest = false, bool HasRule = true) : Meaning
{
    /// <summary>In the calendar of so many years lies every date that there is.</summary>
    private const int MostYears = 8;

    /// <summary>All days of the week.</summary>
    public static NumberSet AllWeekdays { get; } = NumberSet.Of(1, 2, 3, 4, 5, 6, 7);

    /// <summary>What happens again and again in a way that no rule says.</summary>
    public static Recurrence WithoutRule { get; } = new(CalendarUnit.Day, HasRule: false);

    /// <summary>A recurrence that says its days is the likelier: 每周二十点 is on tuesdays at ten, not every week at twenty.</summary>
    public override int Rank => HasRule && !IsPlain ? 3 : 2;

    /// <summary>Whether no days are said but by the unit.</summary>
    public bool IsPlain => Weekdays.IsEmpty && MonthDays.IsEmpty && Month is null;

    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock)
    {
        var rule = RecurrenceRule.Write(this, clock);
        var first = rule is null || Unit < CalendarUnit.Day ? null : First(clock);
        return new()
        {
            Kind = ExpressionKind.Recurrence,
            Recurrence = rule,
            From = first is var (from, _) ? SpeakerClock.Write(from) : null,
            To = first is var (_, to) ? SpeakerClock.Write(to) : null,
            Bound = rule is null || Start is null ? Bound.None : Bound.Since,
            Limit = rule is null ? null : Start?.Resolve(clock.Today)?.ToString(),
            Timex = Timex(clock),
        };
    }

    /// <summary>From when to when it is for the first time, where it takes time: that of "from nine to ten" after now, that of "in the morning" which has not ended; else null.</summary>
    public (ZonedDateTime From, ZonedDateTime To)? First(SpeakerClock clock)
    {
        if (At is not (MomentRange or Moment { Clock: null })) return null;
        for (var day = Start?.Resolve(clock.Today)?.First ?? clock.Today; day.Year <= clock.Today.Year + MostYears; day = day.PlusDays(1))
        {
            if (!IsOn(day)) continue;
            var days = new CalendarDays(day.Year, day.Month, day.Day);
            if ((At is MomentRange range ? range.On(days, clock) : ((Moment)At with { Day = days }).ResolvePart(clock)) is not var (from, to)) return null;
            if ((At is MomentRange ? from : to).ToInstant() > clock.Now.ToInstant()) return (from, to);
        }
        return null;
    }

    private bool IsOn(LocalDate day)
    {
        if (Month is { } month && day.Month != month) return false;
        if (!MonthDays.IsEmpty && !MonthDays.Contains(day.Day) && !MonthDays.Contains(day.Day - 1 - CalendarSystem.Iso.GetDaysInMonth(day.Year, day.Month))) return false;
        return Weekdays.IsEmpty || Weekdays.Contains((int)day.DayOfWeek) && (Places.IsEmpty || IsInPlace(day));
    }

    /// <summary>Whether so many days as its place says, of those of the weekdays, are from the beginning of the month or the year to it, or from it to the end.</summary>
    private bool IsInPlace(LocalDate day)
    {
        var span = DaySpan.Of(Unit == CalendarUnit.Year && Month is null ? CalendarUnit.Year : CalendarUnit.Month, day);
        return Places.Contains(Count(span.First, day.PlusDays(1))) || Places.Contains(-Count(day, span.End));
    }

    private int Count(LocalDate from, LocalDate end)
    {
        var count = 0;
        for (; from < end; from = from.PlusDays(1)) count += Weekdays.Contains((int)from.DayOfWeek) ? 1 : 0;
        return count;
    }

    private string Timex(SpeakerClock clock)
    {
        var time = At is Moment at ? at.Express(clock)?.Timex : "";
        if (DayTimex(clock) is { } day) return day + time;
        if (time is { Length: > 0 } && Unit == CalendarUnit.Day && Interval == 1) return time;
        var unit = Unit switch
        {
            CalendarUnit.Second => "S",
            CalendarUnit.Minute or CalendarUnit.Month => "M",
            CalendarUnit.Hour => "H",
            CalendarUnit.Day => "D",
            CalendarUnit.BusinessDay => "WD",
            CalendarUnit.Weekend => "WE",
            CalendarUnit.Week => "W",
            CalendarUnit.Quarter => "M",
            _ => "Y",
        };
        var count = Interval * Unit switch { CalendarUnit.Quarter => 3, CalendarUnit.Decade => 10, CalendarUnit.Century => 100, _ => 1 };
        return FormattableString.Invariant($"P{(Unit < CalendarUnit.Day ? "T" : "")}{count}{unit}{time}");
    }

    private string? DayTimex(SpeakerClock clock)
    {
        if (Unit is CalendarUnit.BusinessDay or CalendarUnit.Weekend) return null;
        if (!Weekdays.IsEmpty) return new CalendarDays(Weekday: (IsoDayOfWeek)Weekdays.Numbers.First()).Timex(clock.Today);
        return MonthDays.IsEmpty ? null : new CalendarDays(Month: Month, Day: MonthDays.Numbers.First()).Timex(clock.Today);
    }
}
