using System.Text.Json;
using System.Text.Json.Serialization;
using Router.Contracts;
using Router.Language.Values;

namespace Router.Tools.Cli;

/// <summary>What <c>router values</c> prints of a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Expressions">What it says about time and numbers, in order.</param>
internal sealed record ValuesRow(string Text, IReadOnlyList<ExpressionRow> Expressions)
{
    /// <summary>Reads a text.</summary>
    public static ValuesRow Of(string text, ReadingContext context) => new(text, [.. ValueReader.Read(text, context).Select(expression => ExpressionRow.Of(text, expression))]);

    /// <summary>As one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ValuesJson.Relaxed.ValuesRow);
}

/// <summary>An expression; fields that do not apply are left out.</summary>
internal sealed record ExpressionRow(int Start, int End, string Text, ExpressionKind Kind)
{
    public string? Value { get; init; }

    public SlotRange? Range { get; init; }

    public SlotBound? Bound { get; init; }

    public string? Near { get; init; }

    public string? Recurrence { get; init; }

    public string? Offset { get; init; }

    public string? Unit { get; init; }

    public string? Timex { get; init; }

    /// <summary>The row of an expression.</summary>
    public static ExpressionRow Of(string text, Expression expression)
    {
        var piece = text[expression.Start..expression.End];
        var slot = SlotFields.Of(expression, ValueKind.DateTimes, new Slot("", expression.Start, expression.End, piece, 1));
        return new(expression.Start, expression.End, piece, expression.Kind)
        {
            Value = slot.Value,
            Range = slot.Range,
            Bound = slot.Bound,
            Near = slot.Near,
            Recurrence = slot.Recurrence,
            Offset = slot.Offset,
            Unit = expression.Unit,
            Timex = expression.Timex,
        };
    }
}

[JsonSerializable(typeof(ValuesRow))]
internal sealed partial class ValuesJson : JsonSerializerContext
{
    /// <summary>With only what JSON itself asks for escaped.</summary>
    public static ValuesJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = WireJson.Options.Encoder,
        Converters = { new CamelCaseEnum<ExpressionKind>(), new CamelCaseEnum<BoundSide>() },
    });
}
