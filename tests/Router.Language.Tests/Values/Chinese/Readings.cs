using NodaTime;
using Router.Language.Values;

namespace Router.Language.Tests.Values.Chinese;

/// <summary>Texts read at a fixed time in Berlin, and what was read in one line each.</summary>
internal static class Readings
{
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    /// <summary>A Wednesday.</summary>
    public static readonly LocalDateTime Now = new(2026, 11, 25, 10, 17);

    public static readonly ReadingContext Context = new(Now.InZoneLeniently(Zone).ToInstant(), Zone);

    public static IReadOnlyList<Expression> Read(string text) => ValueReader.Read(text, Context);

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
}
