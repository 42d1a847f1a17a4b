using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>What happens again and again: "every monday at seven".</summary>
/// <param name="Unit">How often.</param>
/// <param name="Interval">In every how many of the unit.</param>
/// <param name="On">On which weekday, day of the month or day of the year; null when it is not said.</param>
/// <param name="At">When on the day; its own day counts not.</param>
/// <param name="More">Further weekdays, as RFC 5545 names them, each after a comma.</param>
/// <param name="Nth">Which of the weekdays of a month or a year; 0 for all.</param>
/// <param name="End">Until when; null for ever.</param>
internal sealed record Recurrence(
    CalendarUnit Unit, int Interval = 1, CalendarDays? On = null, Moment? At = null, string More = "", int Nth = 0, RecurrenceEnd? End = null) : Meaning
{
    private static readonly string[] Names = ["", "MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <inheritdoc/>
    public override int Rank => 2;

    /// <summary>How RFC 5545 names a weekday.</summary>
    public static string NameOf(IsoDayOfWeek weekday) => Names[(int)weekday];

    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock) => new() { Kind = ExpressionKind.Recurrence, Recurrence = Rule(clock), Timex = Timex(clock) };

    /// <summary>Null when it has an end that is not known.</summary>
    private string? Rule(SpeakerClock clock)
    {
        var until = End?.Write(clock);
        if (End is not null && until is null) return null;
        var (frequency, interval) = Frequency();
        List<string> parts = [$"FREQ={frequency}"];
        if (interval > 1) parts.Add(FormattableString.Invariant($"INTERVAL={interval}"));
        if (On?.Month is { } month) parts.Add(FormattableString.Invariant($"BYMONTH={month}"));
        if (On?.Day is { } day) parts.Add(FormattableString.Invariant($"BYMONTHDAY={day}"));
        if (Weekdays() is { Length: > 0 } weekdays) parts.Add($"BYDAY={weekdays}");
        if (At?.Clock is { } time)
        {
            // What is shifted into another day is of none that the rule names.
            if (time.Shift != 0 && At.Seconds is < 0 or >= ClockTime.Day) return null;
            var second = At.Seconds % 60;
            parts.Add(FormattableString.Invariant($"BYHOUR={At.Seconds / 3600 % 24};BYMINUTE={At.Seconds / 60 % 60}{(second != 0 || time.Second is not null ? $";BYSECOND={second}" : "")}"));
        }
        if (until is not null) parts.Add($"UNTIL={until}");
        return string.Join(';', parts);
    }

    private (string Name, int Interval) Frequency() => Unit switch
    {
        CalendarUnit.Second => ("SECONDLY", Interval),
        CalendarUnit.Minute => ("MINUTELY", Interval),
        CalendarUnit.Hour => ("HOURLY", Interval),
        CalendarUnit.Day => ("DAILY", Interval),
        CalendarUnit.BusinessDay or CalendarUnit.Weekend or CalendarUnit.Week => ("WEEKLY", Interval),
        CalendarUnit.Month => ("MONTHLY", Interval),
        CalendarUnit.Quarter => ("MONTHLY", 3 * Interval),
        CalendarUnit.Year => ("YEARLY", Interval),
        CalendarUnit.Decade => ("YEARLY", 10 * Interval),
        _ => ("YEARLY", 100 * Interval),
    };

    private string Weekdays() => Unit switch
    {
        CalendarUnit.BusinessDay => "MO,TU,WE,TH,FR",
        CalendarUnit.Weekend => "SA,SU",
        _ when On is { Weekday: not IsoDayOfWeek.None and var weekday } => FormattableString.Invariant($"{(Nth == 0 ? "" : $"{Nth}")}{NameOf(weekday)}{More}"),
        _ => "",
    };

    private string Timex(SpeakerClock clock)
    {
        var time = At is null ? "" : (At with { Day = null }).Express(clock)?.Timex;
        if (On is not null) return On.Timex(clock.Today) + time;
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
}
