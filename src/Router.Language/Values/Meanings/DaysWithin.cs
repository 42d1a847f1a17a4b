using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>Days of a month or a year that is told by its distance: the third of next month, March of next year.</summary>
/// <param name="Of">The month or the year.</param>
/// <param name="Inner">The days in it.</param>
internal sealed record DaysWithin(Days Of, CalendarDays Inner) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) =>
        Of.Resolve(today, earliest) is { } of && Inner.Resolve(today, of.First) is { } inner && inner.First >= of.First && inner.End <= of.End ? inner : null;
}

/// <summary>One half of a year or a week.</summary>
/// <param name="Of">The year or the week. Of a week the first half is Monday to Wednesday.</param>
/// <param name="IsSecond">Whether the second half is meant.</param>
internal sealed record HalfOf(Days Of, bool IsSecond) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest)
    {
        if (Of.Resolve(today, earliest) is not { } whole) return null;
        var middle = whole.Grain == CalendarUnit.Year ? whole.First.PlusMonths(6) : whole.First.PlusDays(3);
        return IsSecond ? new(middle, whole.End, CalendarUnit.Day) : new(whole.First, middle, CalendarUnit.Day);
    }
}

/// <summary>Ten days of a month; the last third takes what is left.</summary>
/// <param name="Of">The month.</param>
/// <param name="Third">1 to 3.</param>
internal sealed record TenDays(Days Of, int Third) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) => Of.Resolve(today, earliest) is { Grain: CalendarUnit.Month } month
        ? new(month.First.PlusDays((Third - 1) * 10), Third == 3 ? month.End : month.First.PlusDays(Third * 10), CalendarUnit.Day)
        : null;
}

/// <summary>A season, which begins on another day from place to place.</summary>
/// <param name="Of">The year; null when it is not said.</param>
/// <param name="Name">In TIMEX3: SP, SU, FA, WI.</param>
internal sealed record Season(Days? Of, string Name) : Days
{
    /// <inheritdoc/>
    public override DaySpan? Resolve(LocalDate today, LocalDate earliest) => null;

    /// <inheritdoc/>
    public override string Timex(LocalDate today) => Of is null ? Name : $"{Of.Timex(today)}-{Name}";

    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock) => new() { Kind = ExpressionKind.DateRange, Timex = Timex(clock.Today) };
}
