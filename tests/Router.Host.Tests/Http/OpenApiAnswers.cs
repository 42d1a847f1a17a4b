using System.Text.Json;

namespace Router.Host.Tests.Http;

/// <summary>Holds answers against an OpenAPI document: types, enumerations, required fields, and fields that it does not know.</summary>
internal sealed class OpenApiAnswers(JsonElement document)
{
    private readonly JsonElement _schemas = document.GetProperty("components").GetProperty("schemas");

    public IEnumerable<string> RequiredOf(string schema) =>
        _schemas.GetProperty(schema).GetProperty("required").EnumerateArray().Select(name => name.GetString()!);

    /// <summary>What of an answer contradicts the document.</summary>
    public IEnumerable<string> ProblemsOf(JsonElement answer, string path, string method, int status)
    {
        var content = document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty($"{status}").GetProperty("content");
        var json = content.EnumerateObject().First(type => type.Name.EndsWith("json", StringComparison.Ordinal));
        return Check(json.Value.GetProperty("schema"), answer, "$");
    }

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Check(_schemas.GetProperty(reference.GetString()!.Split('/')[^1]), value, at);
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            var problems = choices.EnumerateArray().Select(choice => Check(choice, value, at).ToArray()).ToArray();
            return problems.Count(found => found.Length == 0) == 1 ? [] : problems.SelectMany(found => found).Prepend($"{at}: is not one of those");
        }
        if (schema.TryGetProperty("enum", out var names) && !names.EnumerateArray().Any(name => JsonElement.DeepEquals(name, value)))
            return [$"{at}: {value} is not in the enumeration"];
        if (schema.TryGetProperty("type", out var type) && !TypesOf(type).Any(name => IsOf(name, value))) return [$"{at}: {value.ValueKind} is not {type}"];
        return value.ValueKind switch
        {
            JsonValueKind.Object => CheckFields(schema, value, at),
            JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Check(schema.GetProperty("items"), item, $"{at}[{i}]")),
            _ => [],
        };
    }

    private IEnumerable<string> CheckFields(JsonElement schema, JsonElement value, string at)
    {
        var properties = schema.GetProperty("properties");
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!))
                if (!value.TryGetProperty(name, out _)) yield return $"{at}.{name}: is required and not there";
        }
        foreach (var field in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(field.Name, out var known)) yield return $"{at}.{field.Name}: is not known";
            else foreach (var problem in Check(known, field.Value, $"{at}.{field.Name}")) yield return problem;
        }
    }

    private static IEnumerable<string?> TypesOf(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()) : [type.GetString()];

    private static bool IsOf(string? type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => type == "number" && value.ValueKind == JsonValueKind.Number,
    };
}
