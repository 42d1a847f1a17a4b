using System.Globalization;
using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values.Composing;

/// <summary>What rules may do with the readings that their patterns name, by the names that rule files use.</summary>
internal static class Actions
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, ActionMaker> All { get; } =
        new[] { NumberActions.All, LengthActions.All, DayActions.All, ClockActions.All, QuantityActions.All, RecurrenceActions.All, ChineseActions.All, ChineseNumberActions.All }
            .SelectMany(actions => actions).ToDictionary(StringComparer.Ordinal);

    /// <summary>An argument that is a number.</summary>
    public static int Int(this string[] arguments, int at) => int.Parse(arguments[at], CultureInfo.InvariantCulture);

    /// <summary>An argument that is a number; another number when it is missing.</summary>
    public static int Int(this string[] arguments, int at, int otherwise) => at < arguments.Length ? arguments.Int(at) : otherwise;

    /// <summary>An argument that is the name of a value, in lower case.</summary>
    public static T Name<T>(this string[] arguments, int at)
        where T : struct, Enum => Enum.Parse<T>(arguments[at], ignoreCase: true);

    /// <summary>An action that means the same whatever was read.</summary>
    public static Compose Always(Meaning meaning) => _ => meaning;
}
