using NodaTime;
using Router.Language.Values;

namespace Router.Language.Tests.Values.Composed;

/// <summary>The meanings that sentences are composed of.</summary>
internal static class Meanings
{
    public static Expression Of(ExpressionKind kind, string value) => new() { Kind = kind, Value = value };

    public static Expression Amount(ExpressionKind kind, string value, string unit) => new() { Kind = kind, Value = value, Unit = unit };

    public static Expression Date(LocalDate day) => Of(ExpressionKind.Date, SpeakerClock.Write(day));

    public static Expression DateTime(ZonedDateTime moment) => Of(ExpressionKind.DateTime, SpeakerClock.Write(moment));

    /// <summary>A time of a day that is not said: the next such time.</summary>
    /// <param name="clock">The speaker's clock.</param>
    /// <param name="seconds">The time from midnight.</param>
    public static Expression Time(SpeakerClock clock, int seconds)
    {
        var today = clock.At(clock.Today, seconds);
        var next = today.ToInstant() > clock.Now.ToInstant() ? today : clock.At(clock.Today.PlusDays(1), seconds);
        return Of(ExpressionKind.Time, SpeakerClock.Write(next));
    }

    public static Expression Range(ZonedDateTime from, ZonedDateTime to) =>
        new() { Kind = ExpressionKind.DateTimeRange, From = SpeakerClock.Write(from), To = SpeakerClock.Write(to) };

    /// <summary>What is open at one side of a moment.</summary>
    public static Expression Open(Bound bound, ZonedDateTime moment)
    {
        var limit = SpeakerClock.Write(moment);
        var range = new Expression { Kind = ExpressionKind.DateTimeRange, Bound = bound, Limit = limit };
        return bound is Bound.Before or Bound.Until ? range with { To = limit } : range with { From = limit };
    }

    public static Expression Recurrence(string rule) => new() { Kind = ExpressionKind.Recurrence, Recurrence = rule };
}
