namespace Router.ValueCases;

/// <summary>The rows of a comparison.</summary>
internal static class Kinds
{
    public const string Length = "length";
    public const string About = "about so much";
    public const string Recurrence = "recurrence";
    public const string Bound = "before or after";

    /// <summary>Sentences without any expression.</summary>
    public const string Nothing = "nothing to find";

    private const string Open = "..";

    /// <summary>All, in the order of the table.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["day", "clock time", "date-time", Length, "range", Bound, About, Recurrence, "number", "number range", "ordinal", "percentage", "amount with unit", Nothing];

    public static string Of(Expected expected) => expected.Type switch
    {
        _ when expected.IsAbout => About,
        "date" => "day",
        "time" => "clock time",
        "datetime" => "date-time",
        "duration" => Length,
        "daterange" or "timerange" or "datetimerange" => IsOpen(expected) ? Bound : "range",
        "set" => Recurrence,
        "number" or "percentage" => expected.Type,
        "numberrange" => "number range",
        "ordinal" or "ordinal.relative" => "ordinal",
        _ => "amount with unit",
    };

    private static bool IsOpen(Expected range) => range.Right.Any(value => value.StartsWith(Open, StringComparison.Ordinal) || value.EndsWith(Open, StringComparison.Ordinal));
}
