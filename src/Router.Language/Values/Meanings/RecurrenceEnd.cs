using NodaTime;
using NodaTime.Text;

namespace Router.Language.Values.Meanings;

/// <summary>Until when something happens again and again: "until friday", "for three weeks".</summary>
/// <param name="Last">The last day or moment; null when it is said how long.</param>
/// <param name="Length">How long from now on; null when it is said until when.</param>
internal sealed record RecurrenceEnd(Moment? Last, Length? Length = null)
{
    private static readonly InstantPattern Pattern = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    /// <summary>The last second that counts, in the form of UNTIL; null when it lies behind, or the calendar has none such.</summary>
    public string? Write(SpeakerClock clock) =>
        Resolve(clock) is { } last && last.ToInstant() > clock.Now.ToInstant() ? Pattern.Format(last.ToInstant()) : null;

    /// <summary>A day is part of it, other days are where they begin: "until friday" has friday in it, "until june" nothing of june.</summary>
    private ZonedDateTime? Resolve(SpeakerClock clock)
    {
        if (Length is not null) return Length.From(clock.Now, 1).PlusSeconds(-1);
        if (Last?.Clock is not null) return Last.Resolve(clock);
        // "Until friday" is the next one also on a friday.
        if (Last?.Day is not { } days || days.Resolve(clock.Today, clock.Today.PlusDays(1)) is not { } span) return null;
        return clock.At(span.IsOneDay ? span.End : SegmentOf.PointOf(days, span), 0).PlusSeconds(-1);
    }
}
