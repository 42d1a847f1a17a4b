using NodaTime;
using Router.Language.Values;

namespace Router.Language.Tests.Values.Chinese;

/// <summary>A sentence composed from parts whose meaning is known, in every writing.</summary>
/// <param name="Write">The sentence in a writing.</param>
/// <param name="Meaning">What is to be read, as <see cref="Readings.Show"/> shows it.</param>
internal sealed record Composed(Func<Writing, string> Write, string Meaning);

/// <summary>Texts read at a fixed time in Berlin, and what was read in one line each.</summary>
internal static class Readings
{
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    /// <summary>A Wednesday.</summary>
    public static readonly LocalDateTime Now = new(2026, 11, 25, 10, 17);

    public static LocalDate Today => Now.Date;

    public static IReadOnlyList<Expression> Read(string text) => ValueReader.Read(text, new ReadingContext(Now.InZoneLeniently(Zone).ToInstant(), Zone));

    /// <summary>All that is read in a text: "dateTime 2026-11-26T08:00:00+01:00; number 3".</summary>
    public static string Show(string text) => string.Join("; ", Read(text).Select(Show));

    public static string Show(Expression expression)
    {
        string?[] parts =
        [
            $"{expression.Kind}", expression.Value ?? expression.Recurrence, expression.Near is { } near ? $"near {near}" : null,
            expression.Bound == Bound.None ? null : $"{expression.Bound} {expression.Limit ?? expression.From ?? expression.To}",
            expression is { Value: null, Bound: Bound.None, From: not null } ? $"{expression.From}..{expression.To}" : null, expression.Unit,
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    /// <summary>A moment as values are written.</summary>
    public static string At(LocalDate day, int minutes) => SpeakerClock.Write(day.AtMidnight().PlusMinutes(minutes).InZoneLeniently(Zone));
}
