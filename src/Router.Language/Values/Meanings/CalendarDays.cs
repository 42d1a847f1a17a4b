using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>Days that are told by numbers and names: a weekday, a day of a month, a date, a month, a year, or what of these is said.</summary>
/// <param name="Year">The year.</param>
/// <param name="Month">The month.</param>
/// <param name="Day">The day of the month.</param>
/// <param name="Weekday">The weekday.</param>
internal sealed record CalendarDays(int? Year = null, int? Month = null, int? Day = null, IsoDayOfWeek Weekday = IsoDayOfWeek.None) : Days
{
    /// <summary>How far a date without a year may lie ahead: February 29th may be eight years away.</summary>
    private const int MostYears = 8;

    /// <inheritdoc/>
    public override bool IsWeekly => Year is null && Month is null && Day is null;

    /// <summary>What both say together; null when they say different things.</summary>
    public CalendarDays? With(CalendarDays other)
    {
        if (Year is not null && other.Year is not null || Month is not null && other.Month is not null || Day is not null && other.Day is not null) return null;
        if (Weekday != IsoDayOfWeek.None && other.Weekday != IsoDayOfWeek.None) return null;
        return new(Year ?? other.Year, Month ?? other.Month, Day ?? other.Day, Weekday == IsoDayOfWeek.None ? other.Weekday : Weekday);
    }

    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest)
    {
        if (Year is { } year) return Month is { } named ? Fitting(InMonth(year, named)) : DaySpan.Of(CalendarUnit.Year, new(year, 1, 1));
        if (Month is null && Day is null) return DaySpan.Day(earliest.PlusDays(-1).Next(Weekday));
        for (var month = new LocalDate(earliest.Year, earliest.Month, 1); month.Year <= earliest.Year + MostYears; month = month.PlusMonths(1))
        {
            if (Month is { } only && only != month.Month) continue;
            if (InMonth(month.Year, month.Month) is not { } span || span.End <= earliest) continue;
            if (Weekday == IsoDayOfWeek.None || span.First.DayOfWeek == Weekday) return span;
            // The next first of december is no wednesday: what was said is wrong, and not of another year.
            if (Month is not null) return null;
        }
        return null;
    }

    /// <inheritdoc/>
    public override string Timex(LocalDate today)
    {
        if (IsWeekly) return $"XXXX-WXX-{(int)Weekday}";
        var year = Year is { } known ? $"{known:0000}" : "XXXX";
        if (Day is { } day) return Month is { } month ? $"{year}-{month:00}-{day:00}" : $"{year}-XX-{day:00}";
        return Month is { } alone ? $"{year}-{alone:00}" : year;
    }

    private DaySpan? Fitting(DaySpan? span) => span is { } day && Weekday != IsoDayOfWeek.None && day.First.DayOfWeek != Weekday ? null : span;

    private DaySpan? InMonth(int year, int month)
    {
        if (Day is not { } day) return DaySpan.Of(CalendarUnit.Month, new(year, month, 1));
        if (day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month)) return null;
        var date = new LocalDate(year, month, day);
        return DaySpan.Day(date);
    }
}

