using NodaTime;
using NodaTime.Text;

namespace Router.Language.Values;

/// <summary>The speaker's clock and calendar.</summary>
internal sealed class SpeakerClock(ReadingContext context)
{
    private static readonly OffsetDateTimePattern Pattern = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:sso<+HH:mm>");

    /// <summary>Now, to the second, as the clock shows it.</summary>
    public ZonedDateTime Now { get; } = Instant.FromUnixTimeSeconds(context.Now.ToUnixTimeSeconds()).InZone(context.Zone);

    /// <summary>The date.</summary>
    public LocalDate Today => Now.Date;

    /// <summary>
    /// The moment when the clock shows a time. A time that the clock skips is as much later as the clock jumps (02:30 becomes 03:30); of two
    /// moments with the same time the earlier is meant.
    /// </summary>
    public ZonedDateTime At(LocalDateTime time) => time.InZoneLeniently(context.Zone);

    /// <summary>The moment so many seconds after the midnight that begins a day, by the clock; a day's seconds and more reach into the next.</summary>
    public ZonedDateTime At(LocalDate day, long seconds) => At(day.AtMidnight().PlusSeconds(seconds));

    /// <summary>A moment as ISO 8601 with the zone's offset.</summary>
    public static string Write(ZonedDateTime moment) => Pattern.Format(moment.ToOffsetDateTime());

    /// <summary>A day as ISO 8601.</summary>
    public static string Write(LocalDate day) => LocalDatePattern.Iso.Format(day);
}
