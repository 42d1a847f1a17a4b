using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>
/// Times, with or without a date, as ISO 8601 with the speaker's offset: "half past seven tomorrow", 明天早上八点, "in ten minutes". A part of a day
/// without a time is an interval: "this evening". docs/slots.md has the rules on what may be meant in two ways.
/// </summary>
internal sealed class DateTimeNormalizer : ISlotNormalizer
{
    private const int HalfDay = 12 * 60;

    /// <inheritdoc/>
    public string? Normalize(string text, SpeakerTime time) => Normalize(text, [], time);

    /// <inheritdoc/>
    public string? Normalize(string text, IReadOnlyList<string> beside, SpeakerTime time)
    {
        if (WordReader.Of(text) is not { } words) return null;
        if (RelativeTime.TryRead(words, out var distance, out var isPast))
            return !distance.IsOfDays && words.IsAtEnd ? time.Write(RelativeTime.MomentFrom(time, distance, isPast)) : null;
        if (!TryRead(words, time.Today, out var said) || said is { Time: null, Part: null }) return null;
        return Resolve(Complete(said, beside, time.Today), time);
    }

    /// <summary>Adds the nearest date and the nearest part of the day that stand in other slots.</summary>
    private static Said Complete(Said said, IReadOnlyList<string> beside, DateOnly today)
    {
        foreach (var text in beside)
        {
            if (WordReader.Of(text) is not { } words || !TryRead(words, today, out var other)) continue;
            said = said with { Date = said.Date ?? other.Date, Part = said.Part ?? other.Part };
        }
        return said;
    }

    /// <summary>Date, time and part of the day, each at most once and in any order.</summary>
    private static bool TryRead(WordReader words, DateOnly today, out Said said)
    {
        said = default;
        while (!words.IsAtEnd)
        {
            if (words.TakeAny("at", "on", "in the", "around", "about", "的", "在", "大约", "大概", "左右")) continue;
            if (said.Part is null && said.Date is null && words.Take("tonight")) said = said with { Date = CalendarDate.Day(today), Part = PartOfDay.Tonight };
            else if (said.Part is null && said.Date is null && TakeThis(words, out var part)) said = said with { Date = CalendarDate.Day(today), Part = part };
            else if (said.Date is null && DateNormalizer.Read(words, today) is { } date) said = said with { Date = date };
            else if (said.Part is null && PartOfDay.TryRead(words, out var named)) said = said with { Part = named };
            else if (said.Time is null && ClockTime.TryRead(words, out var clock)) said = said with { Time = clock };
            else return false;
        }
        return true;
    }

    private static bool TakeThis(WordReader words, out PartOfDay part)
    {
        var start = words.Position;
        part = null!;
        if (words.TakeAny("this", "当") && PartOfDay.TryRead(words, out part)) return true;
        words.Position = start;
        return false;
    }

    private static string? Resolve(Said said, SpeakerTime time)
    {
        if (said.Date is { IsOneDay: false }) return null;
        if (said.Time is not { } clock) return Interval(said.Part!, said.Date, time);
        var minutes = said.Part is { } part && !clock.IsExact ? part.Apply(clock.Minutes) : clock.Minutes;
        var isExact = clock.IsExact || said.Part is not null;
        return time.Write(said.Date is { } date ? OnDate(date, minutes, isExact, time) : Next(minutes, isExact, time));
    }

    /// <summary>Without a date: the next such time; that of either half of the day when it is not said which.</summary>
    private static DateTimeOffset Next(int minutes, bool isExact, SpeakerTime time)
    {
        for (var day = time.Today; ; day = day.AddDays(1))
        {
            foreach (var candidate in Candidates(minutes, isExact))
            {
                if (time.At(day, candidate) is var moment && moment > time.Now) return moment;
            }
        }
    }

    /// <summary>
    /// On a date: as the clock of 24 hours shows it, but today, where that has passed, in the second half of the day; a weekday is the next
    /// one when its time has passed today.
    /// </summary>
    private static DateTimeOffset OnDate(CalendarDate date, int minutes, bool isExact, SpeakerTime time)
    {
        var said = time.At(date.First, minutes);
        if (date.First != time.Today || said > time.Now) return said;
        if (!isExact && minutes < HalfDay && time.At(date.First, minutes + HalfDay) is var later && later > time.Now) return later;
        return date.Period > 0 ? time.At(date.First.AddDays(date.Period), minutes) : said;
    }

    private static IEnumerable<int> Candidates(int minutes, bool isExact) =>
        isExact ? [minutes % (2 * HalfDay)] : [minutes % HalfDay, minutes % HalfDay + HalfDay];

    private static string Interval(PartOfDay part, CalendarDate? date, SpeakerTime time)
    {
        var day = date?.First ?? (time.At(time.Today, part.To) > time.Now ? time.Today : time.Today.AddDays(1));
        return $"{time.Write(time.At(day, part.From))}/{time.Write(time.At(day, part.To))}";
    }

    /// <summary>What was said.</summary>
    private readonly record struct Said(CalendarDate? Date, ClockTime? Time, PartOfDay? Part);
}
