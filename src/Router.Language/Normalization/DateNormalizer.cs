using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>
/// Dates as ISO 8601: "the fifth of may" is <c>2027-05-05</c>, 下周 is <c>2026-W48</c>, "next month" <c>2026-12</c>, "this weekend"
/// <c>2026-11-21/2026-11-22</c>. A date without a year, a month or a week is the next one, today included.
/// </summary>
internal sealed class DateNormalizer : ISlotNormalizer
{
    /// <inheritdoc/>
    public string? Normalize(string text, SpeakerTime time)
    {
        if (WordReader.Of(text) is not { } words) return null;
        words.TakeAny("on", "at", "for", "在");
        if (RelativeTime.TryRead(words, out var distance, out var isPast))
            return distance.IsOfDays && words.IsAtEnd ? CalendarDate.Day(RelativeTime.DateFrom(time.Today, distance, isPast)).Text : null;
        return Read(words, time.Today) is { } date && words.IsAtEnd ? date.Text : null;
    }

    /// <summary>A date in either language.</summary>
    public static CalendarDate? Read(WordReader words, DateOnly today) => EnglishDates.Read(words, today) ?? ChineseDates.Read(words, today);
}
