namespace Router.Language.Values.Meanings;

/// <summary>A time on the clock.</summary>
/// <param name="Hour">0 to 24.</param>
/// <param name="Minute">0 to 59; null when it was not said.</param>
/// <param name="Second">0 to 59; null when it was not said.</param>
/// <param name="IsExact">Whether it is one of the 24 hours; else it is known only up to the half of the day.</param>
/// <param name="IsPadded">Whether it is exact only by the nought before it, so that a part of the day may yet tell the half: 晚上08:30.</param>
/// <param name="Shift">Seconds from that time to the one that is meant: "an hour after five".</param>
internal sealed record ClockTime(int Hour, int? Minute = null, int? Second = null, bool IsExact = false, bool IsPadded = false, int Shift = 0) : Meaning
{
    /// <summary>Seconds of half a day.</summary>
    public const int HalfDay = 12 * 3600;

    /// <summary>Seconds of a day.</summary>
    public const int Day = 2 * HalfDay;

    /// <summary>Seconds from midnight, as said; those that are shifted may lie in the day before or after.</summary>
    public int Seconds => Hour * 3600 + (Minute ?? 0) * 60 + (Second ?? 0) + Shift;

    /// <summary>The time so many minutes after a full hour, or before it.</summary>
    public static ClockTime Of(int hour, int minutes, bool isExact)
    {
        // Past the end of a day the next one has begun.
        if (hour == 24 && minutes > 0) hour = 0;
        var total = hour * 60 + minutes;
        return total < 0 ? Of(hour + (isExact ? 24 : 12), minutes, isExact) : new(total / 60, total % 60, null, isExact);
    }

    /// <summary>The time so many seconds after it, or before it. After midnight a day begins.</summary>
    public ClockTime Plus(int seconds) => this with { Hour = Hour == 24 && seconds > 0 ? 0 : Hour, Shift = Shift + seconds };

    /// <summary>The time so many seconds after the midnight that begins the day, or before it, with what this one says of minutes and seconds.</summary>
    public ClockTime At(int seconds)
    {
        var rest = ((seconds % 3600) + 3600) % 3600;
        var (minute, second) = (rest / 60, rest % 60);
        return new((seconds - rest) / 3600, Minute is null && rest == 0 ? null : minute, Second is null && second == 0 ? null : second, IsExact);
    }

    /// <summary>In the first half of the day, or the second.</summary>
    public ClockTime InHalf(bool isSecond) => Hour > 12 ? this : this with { Hour = Hour % 12 + (isSecond ? 12 : 0), IsExact = true, IsPadded = false };

    /// <summary>In TIMEX3: <c>T07</c>, <c>T07:30</c>.</summary>
    public string Timex => Write(Hour);

    /// <summary>In TIMEX3, with another hour.</summary>
    public string Write(int hour) => FormattableString.Invariant($"T{hour:00}{(Minute is { } minute ? $":{minute:00}" : "")}{(Second is { } second ? $":{second:00}" : "")}");
}
