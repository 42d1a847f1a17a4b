using System.Globalization;
using System.Xml;
using NodaTime;
using Router.Language.Values;

namespace Router.ValueCases;

/// <summary>Reads a case's text and brings what is found into the form of what is expected. docs/values-map.md tells the map.</summary>
internal static class Reading
{
    private static readonly ExpressionKind[] Times =
    [
        ExpressionKind.Date, ExpressionKind.DateRange, ExpressionKind.Time, ExpressionKind.TimeRange, ExpressionKind.DateTime,
        ExpressionKind.DateTimeRange, ExpressionKind.Duration, ExpressionKind.Recurrence,
    ];

    /// <summary>The expressions of a text, in the zone in which the clock never changes.</summary>
    public static IReadOnlyList<Expression> Expressions(ValueCase @case) =>
        ValueReader.Read(@case.Text, new ReadingContext(LocalDateTime.FromDateTime(@case.Now).InUtc().ToInstant(), DateTimeZone.Utc));

    /// <summary>What was found of the kinds that a case judges: expressions of the kinds, and those inside expressions of others.</summary>
    public static IReadOnlyList<Found> Of(ValueCase @case) =>
        [.. Expressions(@case).SelectMany(expression => Of(expression, @case.Model)).Select(expression => new Found(expression.Start, expression.End, Value(expression, @case.Model)))];

    private static IEnumerable<Expression> Of(Expression expression, string model) =>
        IsOf(expression, model) ? [expression] : expression.Parts.SelectMany(part => Of(part, model));

    private static bool IsOf(Expression expression, string model) => model switch
    {
        "DateTimeModel" => Array.IndexOf(Times, expression.Kind) >= 0,
        "NumberModel" => expression.Kind == ExpressionKind.Number,
        "NumberRangeModel" => expression.Kind == ExpressionKind.NumberRange || expression is { Kind: ExpressionKind.Number, Near: not null, From: not null, To: null },
        "OrdinalModel" => expression.Kind == ExpressionKind.Ordinal,
        "PercentModel" => expression.Kind == ExpressionKind.Percentage,
        "CurrencyModel" => expression.Kind == ExpressionKind.Money,
        "DimensionModel" => expression.Kind == ExpressionKind.Measure,
        "TemperatureModel" => expression.Kind == ExpressionKind.Temperature,
        "AgeModel" => expression.Kind == ExpressionKind.Age,
        _ => throw new InvalidDataException($"There is no map for the model {model}."),
    };

    private static string Value(Expression expression, string model) => expression.Kind switch
    {
        ExpressionKind.Time when expression.Value is null && expression.Near is null => Clock(expression.Timex!),
        ExpressionKind.Date or ExpressionKind.Time or ExpressionKind.DateTime => Point(expression.Value ?? expression.Near, expression.Kind) ?? Canonical.None,
        ExpressionKind.DateRange or ExpressionKind.TimeRange or ExpressionKind.DateTimeRange => Range(expression),
        ExpressionKind.Duration => (expression.Value ?? expression.Near ?? expression.Limit) is { } length ? $"{Seconds(length)} s" : Canonical.None,
        ExpressionKind.Recurrence => Recurrence.Normal($"{expression.Recurrence};{(Canonical.PartOfDay(expression.Timex ?? "") is { } part ? $"DAYPART={part}" : "")}"),
        ExpressionKind.Number when model == "NumberRangeModel" => $"({Canonical.Number(expression.Near!)},)",
        ExpressionKind.NumberRange => Canonical.Interval(expression.Interval!),
        ExpressionKind.Ordinal => expression.Value is { } place && decimal.TryParse(place, CultureInfo.InvariantCulture, out _) ? Canonical.Number(place) : expression.Value ?? Canonical.None,
        ExpressionKind.Number => (expression.Value ?? expression.Near) is { } number ? Canonical.Number(number) : Canonical.None,
        ExpressionKind.Percentage => (expression.Value ?? expression.Near) is { } share ? Canonical.Number(share.TrimEnd('%')) : Canonical.None,
        _ => Canonical.Amount(expression.Value ?? expression.Near, expression.Unit),
    };

    private static string Range(Expression range)
    {
        if (range.Bound == Bound.None && Canonical.PartOfDay(range.Timex ?? "") is { } part) return range.Kind == ExpressionKind.TimeRange || range.From is null ? part : $"{range.From![..10]} {part}";
        // Its day is none: "next week after two".
        if (range is { From: null, To: null, Kind: ExpressionKind.TimeRange, Timex: ['T', ..] })
            return range.Bound is Bound.After or Bound.Since ? $"{Clock(range.Timex)}/.." : $"../{Clock(range.Timex)}";
        if (range.From is null && range.To is null) return Canonical.None;
        return $"{Point(range.From, range.Kind) ?? ".."}/{Point(range.To, range.Kind) ?? ".."}";
    }

    /// <summary>T08 and T08:30 as "08:00:00" and "08:30:00".</summary>
    private static string Clock(string timex) => timex.Length == 3 ? $"{timex[1..]}:00:00" : timex.Length == 6 ? $"{timex[1..]}:00" : timex[1..];

    /// <summary>A moment as the specification writes it: "2016-11-07", "08:00:00" or "2016-11-07 08:00:00", without the zone.</summary>
    public static string? Point(string? value, ExpressionKind kind)
    {
        if (value is null || value.Length <= 10) return value;
        return kind is ExpressionKind.Time or ExpressionKind.TimeRange ? value[11..19] : $"{value[..10]} {value[11..19]}";
    }

    /// <summary>The seconds of an ISO 8601 length; a month is 30 days and a year 365, as in the specification.</summary>
    public static string Seconds(string length)
    {
        var weeks = length.EndsWith('W') && !length.Contains('T', StringComparison.Ordinal);
        if (weeks && length.Count(char.IsLetter) == 2) return Canonical.Number(double.Parse(length[1..^1], CultureInfo.InvariantCulture) * 604_800);
        return Canonical.Number(XmlConvert.ToTimeSpan(length).TotalSeconds);
    }
}
