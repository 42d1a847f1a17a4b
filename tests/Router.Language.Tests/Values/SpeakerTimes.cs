using NodaTime;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>When and where somebody speaks.</summary>
internal readonly record struct SpeakerTime(DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary>When and where a text is read.</summary>
    public ReadingContext Context => new(Instant.FromDateTimeOffset(Now), Zones.Of(Zone));
}

/// <summary>Clocks of speakers.</summary>
internal static class SpeakerTimes
{
    /// <summary>Shanghai has no summer time.</summary>
    public static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>New York's clock skips 02:00 to 03:00 on 2027-03-14 and shows 01:00 to 02:00 twice on 2026-11-01.</summary>
    public static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    /// <summary>Saturday 2026-11-21, 10:20:30 in Shanghai.</summary>
    public static SpeakerTime Saturday => At(Shanghai, 2026, 11, 21, 10, 20, 30);

    /// <summary>A time that the zone's clock shows.</summary>
    public static SpeakerTime At(TimeZoneInfo zone, int year, int month, int day, int hour, int minute, int second = 0)
    {
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        return new SpeakerTime(new DateTimeOffset(local, zone.GetUtcOffset(local)), zone);
    }
}
