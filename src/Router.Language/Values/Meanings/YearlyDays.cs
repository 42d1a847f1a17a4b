using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>A day that lies on another date each year: the fourth thursday of november, two days before easter.</summary>
/// <param name="Month">The month; 0 for Easter.</param>
/// <param name="Weekday">The weekday.</param>
/// <param name="Nth">Which of the month's; negative from its end.</param>
/// <param name="By">Days after that.</param>
/// <param name="Year">The year, when it is said.</param>
internal sealed record YearlyDays(int Month, IsoDayOfWeek Weekday, int Nth, int By, int? Year = null) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest)
    {
        if (Year is { } said) return DaySpan.Day(In(said));
        var day = In(earliest.Year);
        return DaySpan.Day(day >= earliest ? day : In(earliest.Year + 1));
    }

    private LocalDate In(int year)
    {
        if (Month == 0) return Easter(year).PlusDays(By);
        var edge = Nth > 0 ? new LocalDate(year, Month, 1).PlusDays(-1).Next(Weekday) : new LocalDate(year, Month, 1).PlusMonths(1).Previous(Weekday);
        return edge.PlusWeeks(Nth > 0 ? Nth - 1 : Nth + 1).PlusDays(By);
    }

    /// <summary>Easter Sunday of the Gregorian calendar, as Meeus, Jones and Butcher compute it.</summary>
    private static LocalDate Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        var l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        var days = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
        return new LocalDate(year, days / 31, days % 31 + 1);
    }
}

/// <summary>Of days that come once a year or once a month, those after or before today: "next christmas", "last easter".</summary>
/// <param name="Days">The days.</param>
/// <param name="IsPast">Whether the latest before today are meant, else the first after it.</param>
internal sealed record OccurrenceOf(Days Days, bool IsPast) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest)
    {
        if (!IsPast) return Days.Resolve(today, today.PlusDays(1));
        DaySpan? latest = null;
        for (var from = today.PlusYears(-1).PlusDays(-7); Days.Resolve(today, from) is { } span && span.First < today && span.End > from; from = span.End) latest = span;
        return latest;
    }
}
