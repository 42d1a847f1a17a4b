using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>Times told by how far away they are: "in ten minutes", "two days ago", 半小时后.</summary>
internal static class RelativeTime
{
    /// <summary>Reads the distance; nothing is taken when there is none.</summary>
    /// <param name="words">What is read.</param>
    /// <param name="distance">How far it is.</param>
    /// <param name="isPast">Whether it has been.</param>
    public static bool TryRead(WordReader words, out SpokenDuration distance, out bool isPast)
    {
        isPast = false;
        var start = words.Position;
        var isMarked = words.TakeAny("in", "after", "过", "再过");
        if (SpokenDuration.TryRead(words, out distance))
        {
            if (words.TakeAny("from now", "later", "之后", "以后", "后")) return true;
            isPast = !isMarked && words.TakeAny("ago", "之前", "以前", "前");
            if (isMarked || isPast)
            {
                words.Take("time");
                return true;
            }
        }
        words.Position = start;
        return false;
    }

    /// <summary>The date so far from a day; null when it is out of reach.</summary>
    public static DateOnly DateFrom(DateOnly today, SpokenDuration distance, bool isPast)
    {
        var sign = isPast ? -1 : 1;
        return today.AddMonths(sign * distance.Months).AddDays(sign * (int)distance.Days);
    }

    /// <summary>The moment so far from now: calendar months and days first, then exact time.</summary>
    public static DateTimeOffset MomentFrom(SpeakerTime time, SpokenDuration distance, bool isPast)
    {
        var day = DateFrom(time.Today, distance, isPast);
        var from = day == time.Today ? time.Now : time.At(day, (int)time.Now.TimeOfDay.TotalMinutes).AddSeconds(time.Now.Second);
        var seconds = (double)distance.Seconds;
        return from.AddSeconds(isPast ? -seconds : seconds);
    }
}
