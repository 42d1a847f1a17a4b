namespace Actors.Runtime.Configuration.Internal;

/// <summary>Turns a tree of values into dictionaries, lists and strings.</summary>
internal static class HoconUnwrapper
{
    public static Dictionary<string, object?> Unwrap(HoconObject value) =>
        value.Items.ToDictionary(item => item.Key, item => Unwrap(item.Value), StringComparer.Ordinal);

    private static object? Unwrap(HoconValue value)
    {
        if (value.GetObject() is { } inner) return Unwrap(inner);
        return value.IsArray() ? value.GetArray().Select(Unwrap).ToList() : value.GetString();
    }
}
