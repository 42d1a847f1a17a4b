using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Router.Language.Tests.Values.Composed;
using Router.Language.Values;

namespace Router.ValueCases;

/// <summary>A sentence with known meaning as a line of a file of value cases (docs/values-map.md).</summary>
internal static class CaseLine
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string language, string writing, LocalDateTime now, Sentence sentence)
    {
        var meaning = sentence.Meaning;
        var (model, type) = TypeOf(meaning.Kind);
        var result = new JsonObject
        {
            ["text"] = sentence.Text[meaning.Start..meaning.End],
            ["start"] = meaning.Start,
            ["end"] = meaning.End,
            ["type"] = type,
            ["resolution"] = Resolution(meaning),
        };
        return new JsonObject
        {
            ["language"] = language,
            ["writing"] = writing,
            ["model"] = model,
            ["text"] = sentence.Text,
            ["now"] = LocalDateTimePattern.GeneralIso.Format(now),
            ["results"] = new JsonArray(result),
        }.ToJsonString(Options);
    }

    private static (string Model, string Type) TypeOf(ExpressionKind kind) => kind switch
    {
        ExpressionKind.Date => ("DateTimeModel", "datetimeV2.date"),
        ExpressionKind.Time => ("DateTimeModel", "datetimeV2.time"),
        ExpressionKind.DateTime => ("DateTimeModel", "datetimeV2.datetime"),
        ExpressionKind.DateTimeRange => ("DateTimeModel", "datetimeV2.datetimerange"),
        ExpressionKind.Duration => ("DateTimeModel", "datetimeV2.duration"),
        ExpressionKind.Recurrence => ("DateTimeModel", "datetimeV2.set"),
        ExpressionKind.Number => ("NumberModel", "number"),
        ExpressionKind.Ordinal => ("OrdinalModel", "ordinal"),
        ExpressionKind.Percentage => ("PercentModel", "percentage"),
        ExpressionKind.Money => ("CurrencyModel", "currency"),
        ExpressionKind.Temperature => ("TemperatureModel", "temperature"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No sentence is composed of it."),
    };

    private static JsonObject Resolution(Expression meaning) => meaning.Kind switch
    {
        ExpressionKind.DateTimeRange => Times(Range(meaning)),
        ExpressionKind.Duration => Times(new() { ["value"] = Reading.Seconds(meaning.Value!) }),
        ExpressionKind.Recurrence => Times(new() { ["rule"] = meaning.Recurrence }),
        ExpressionKind.Date or ExpressionKind.Time or ExpressionKind.DateTime => Times(Value(meaning, Reading.Point(meaning.Value ?? meaning.Near, meaning.Kind))),
        _ => Value(meaning, meaning.Value ?? meaning.Near),
    };

    private static JsonObject Times(JsonObject reading) => new() { ["values"] = new JsonArray(reading) };

    private static JsonObject Range(Expression range)
    {
        var reading = new JsonObject();
        if (range.Bound != Bound.None) reading["Mod"] = $"{range.Bound}".ToLowerInvariant();
        if (Reading.Point(range.From, range.Kind) is { } from) reading["start"] = from;
        if (Reading.Point(range.To, range.Kind) is { } to) reading["end"] = to;
        return reading;
    }

    private static JsonObject Value(Expression meaning, string? value)
    {
        var resolution = new JsonObject { ["value"] = value };
        if (meaning.Unit is { } unit) resolution["unit"] = unit;
        if (meaning.Near is not null) resolution["Mod"] = "approx";
        return resolution;
    }
}
