using System.Globalization;
using System.Text;
using NodaTime;

namespace Router.Language.Values.Meanings;

/// <summary>A length of time. Days and less are exact; months and years depend on the calendar.</summary>
/// <param name="Months">Months, years included.</param>
/// <param name="Days">Days, weeks included.</param>
/// <param name="Seconds">Hours, minutes and seconds, in seconds.</param>
/// <param name="InWeeks">Whether the days were said as weeks.</param>
/// <param name="IsApproximate">Whether it is no exact one.</param>
/// <param name="Bound">Whether more or less is meant.</param>
internal sealed record Length(int Months, decimal Days, decimal Seconds, bool InWeeks = false, bool IsApproximate = false, Bound Bound = Bound.None) : Meaning
{
    /// <summary>Longer ones lead out of the calendar.</summary>
    private const decimal MostYears = 5000;

    /// <summary>Whether it is made of days and more only, so that it leads to a date and not to a time.</summary>
    public bool IsOfDays => Seconds == 0 && (IsApproximate || decimal.Truncate(Days) == Days);

    /// <summary>So many of a unit; null when it is too long.</summary>
    public static Length? Of(decimal count, CalendarUnit unit, bool isApproximate = false)
    {
        if (count < 0 || count > MostYears * 366 * 86_400) return null;
        var length = unit switch
        {
            CalendarUnit.Second => new(0, 0, count),
            CalendarUnit.Minute => new(0, 0, count * 60),
            CalendarUnit.Hour => new(0, 0, count * 3600),
            CalendarUnit.Day or CalendarUnit.BusinessDay => OfDays(count),
            CalendarUnit.Weekend => OfDays(count * 2),
            CalendarUnit.Week => OfDays(count * 7) with { InWeeks = decimal.Truncate(count) == count },
            CalendarUnit.Month => OfMonths(count),
            CalendarUnit.Quarter => OfMonths(count * 3),
            CalendarUnit.Year => OfMonths(count * 12),
            CalendarUnit.Decade => OfMonths(count * 120),
            _ => OfMonths(count * 1200),
        };
        return length.IsTooLong ? null : length with { IsApproximate = isApproximate };
    }

    /// <summary>Both together; null when they are too long.</summary>
    public Length? Plus(Length other)
    {
        var sum = new Length(
            Months + other.Months, Days + other.Days, Seconds + other.Seconds,
            InWeeks && other.InWeeks, IsApproximate || other.IsApproximate, Bound == Bound.None ? other.Bound : Bound);
        return sum.IsTooLong ? null : sum;
    }

    /// <summary>The day so far from another.</summary>
    public LocalDate From(LocalDate day, int sign) => day.PlusMonths(sign * Months).PlusDays(sign * (int)Days);

    /// <summary>The moment so far from another: calendar months and days first, as the clock of its zone shows them, then exact time.</summary>
    public ZonedDateTime From(ZonedDateTime moment, int sign)
    {
        var day = From(moment.Date, sign);
        var start = day == moment.Date ? moment : day.At(moment.TimeOfDay).InZoneLeniently(moment.Zone);
        var seconds = Seconds + (Days - decimal.Truncate(Days)) * 86_400;
        return start.PlusSeconds((long)(sign * seconds));
    }

    /// <inheritdoc/>
    public override Expression Express(SpeakerClock clock)
    {
        var text = ToString();
        return new()
        {
            Kind = ExpressionKind.Duration,
            Value = IsApproximate || Bound != Bound.None ? null : text,
            From = Bound is Bound.After or Bound.Since ? text : null,
            To = Bound is Bound.Before or Bound.Until ? text : null,
            Bound = Bound,
            Limit = Bound == Bound.None ? null : text,
            Near = IsApproximate ? text : null,
            Timex = text,
        };
    }

    /// <summary>As an ISO 8601 duration: <c>P1Y6M</c>, <c>P2W</c>, <c>P1DT12H</c>, <c>PT2H30M</c>.</summary>
    public override string ToString()
    {
        var whole = decimal.Truncate(Days);
        var seconds = Seconds + (Days - whole) * 86_400;
        var text = new StringBuilder("P");
        Append(text, Months / 12, 'Y');
        Append(text, Months % 12, 'M');
        if (InWeeks && whole % 7 == 0) Append(text, whole / 7, 'W');
        else Append(text, whole, 'D');
        if (seconds == 0) return text.Length > 1 ? $"{text}" : "PT0S";
        text.Append('T');
        Append(text, decimal.Truncate(seconds / 3600), 'H');
        Append(text, decimal.Truncate(seconds % 3600 / 60), 'M');
        Append(text, seconds % 60, 'S');
        return $"{text}";
    }

    private bool IsTooLong => Months > MostYears * 12 || Days > MostYears * 366 || Seconds > MostYears * 366 * 86_400;

    private static Length OfDays(decimal count) => new(0, count, 0);

    private static Length OfMonths(decimal count)
    {
        if (count > MostYears * 12) return new(int.MaxValue, 0, 0);
        var whole = (int)decimal.Truncate(count);
        // What is left of a month is told in days, of which a month has thirty.
        return new(whole, decimal.Round((count - whole) * 30), 0);
    }

    private static void Append(StringBuilder text, decimal count, char unit)
    {
        if (count != 0) text.Append(CultureInfo.InvariantCulture, $"{decimal.Round(count, 3):0.###}{unit}");
    }
}

/// <summary>A word that makes the number behind it an about-number.</summary>
internal sealed record AboutMark : Meaning;
