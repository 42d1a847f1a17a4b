namespace Router.Language.Values;

/// <summary>A kind of value that a type of slot may have: which expressions are of it.</summary>
/// <param name="Kinds">What an expression has to be about.</param>
/// <param name="IsShare">Whether a share of a whole counts, as a percentage: "half".</param>
internal sealed record ValueKind(IReadOnlyList<ExpressionKind> Kinds, bool IsShare = false)
{
    /// <summary>Times with or without a day, parts of a day, and what happens again and again.</summary>
    public static ValueKind DateTimes { get; } = new(
        [ExpressionKind.Time, ExpressionKind.TimeRange, ExpressionKind.DateTime, ExpressionKind.DateTimeRange, ExpressionKind.Recurrence]);

    /// <summary>Days, weeks, months and years.</summary>
    public static ValueKind Dates { get; } = new([ExpressionKind.Date, ExpressionKind.DateRange, ExpressionKind.Recurrence]);

    /// <summary>Lengths of time.</summary>
    public static ValueKind Durations { get; } = new([ExpressionKind.Duration]);

    /// <summary>Shares.</summary>
    public static ValueKind Percentages { get; } = new([ExpressionKind.Percentage], IsShare: true);

    /// <summary>Numbers, with a unit or without.</summary>
    public static ValueKind Numbers { get; } = new(
        [ExpressionKind.NumberRange, ExpressionKind.Temperature, ExpressionKind.Measure, ExpressionKind.Money, ExpressionKind.Age, ExpressionKind.Number]);

    /// <summary>Switches, which are words and no expressions.</summary>
    public static ValueKind Switches { get; } = new([]);
}
