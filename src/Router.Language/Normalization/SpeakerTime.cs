using System.Globalization;
using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>When and where something is said.</summary>
internal readonly record struct SpeakerTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:sszzz";

    /// <param name="now">The time.</param>
    /// <param name="zone">The speaker's time zone.</param>
    public SpeakerTime(DateTimeOffset now, TimeZoneInfo zone) => (Now, Zone) = (TimeZoneInfo.ConvertTime(now, zone), zone);

    /// <summary>The time, with the offset of the zone.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The speaker's time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The date on the speaker's calendar.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    /// <summary>
    /// The moment when the speaker's clock shows a time. A time that the clock skips is as much later as the clock jumps (02:30 becomes
    /// 03:30); of two moments with the same time the earlier is meant.
    /// </summary>
    /// <param name="date">A date from the year 2 to 9998.</param>
    /// <param name="minutes">Minutes from its midnight; 24 hours and more reach into the next day.</param>
    public DateTimeOffset At(DateOnly date, int minutes)
    {
        var local = date.ToDateTime(TimeOnly.MinValue).AddMinutes(minutes);
        if (Zone.IsInvalidTime(local))
        {
            // The offset before the jump names the moment; the zone's own rule then gives the clock after it.
            return TimeZoneInfo.ConvertTime(new DateTimeOffset(local, Zone.GetUtcOffset(local.AddHours(-3))), Zone);
        }
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    /// <summary>A moment as ISO 8601 with the zone's offset.</summary>
    public string Write(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone).ToString(Format, CultureInfo.InvariantCulture);
}
