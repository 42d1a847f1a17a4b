using System.Text.Json;
using System.Text.Json.Serialization;

namespace Router.Contracts;

/// <summary>
/// The names of an enum in camelCase, exactly: the serialiser's own converter takes any case, and a list of names as the sum of
/// their numbers, which may be a value that there is not.
/// </summary>
public sealed class CamelCaseEnum<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ValueOf =
        Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName($"{value}"), StringComparer.Ordinal);

    private static readonly Dictionary<T, string> NameOf = ValueOf.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The names, in the order of the values.</summary>
    public static IReadOnlyCollection<string> Names => ValueOf.Keys;

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ValueOf.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(NameOf[value]);
}
