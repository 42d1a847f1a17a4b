using System.Text.Json;
using System.Text.Unicode;

namespace Router.Inference.Internal;

/// <summary>
/// Reads a JSON object strictly: every field asked for must be there with the right type and range, and nothing else may be.
/// Errors name the file and the field's path.
/// </summary>
internal sealed class JsonFields
{
    private const int Deepest = 32;

    private readonly string _file;
    private readonly string _path;
    private readonly JsonElement _object;
    private readonly HashSet<string> _read;

    private JsonFields(string file, string path, JsonElement element)
    {
        (_file, _path, _object, _read) = (file, path, element, new HashSet<string>(StringComparer.Ordinal));
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("", Describe(element), "an object");
    }

    /// <summary>Parses a file whose root is an object.</summary>
    public static JsonFields Parse(string file, ReadOnlyMemory<byte> content)
    {
        try
        {
            CheckTexts(content.Span);
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false });
            return new JsonFields(file, "", document.RootElement.Clone());
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw PackageError.InFile(file, $"not JSON ({broken.Message})", broken);
        }
    }

    /// <summary>The names of the fields.</summary>
    public IEnumerable<string> Names => _object.EnumerateObject().Select(property => property.Name);

    public bool Has(string name) => _object.TryGetProperty(name, out _);

    public string Text(string name, int longest = 4096)
    {
        var value = Get(name, JsonValueKind.String, "a string").GetString()!;
        return value.Length <= longest ? value : throw Wrong(name, $"{value.Length} characters", $"at most {longest}");
    }

    public int Integer(string name, int smallest, int largest)
    {
        var element = Get(name, JsonValueKind.Number, "an integer");
        return element.TryGetInt32(out var value) && value >= smallest && value <= largest
            ? value
            : throw Wrong(name, element.GetRawText(), $"an integer, {smallest} to {largest}");
    }

    public long Long(string name)
    {
        var element = Get(name, JsonValueKind.Number, "an integer");
        return element.TryGetInt64(out var value) ? value : throw Wrong(name, element.GetRawText(), "a 64-bit integer");
    }

    /// <summary>A finite number.</summary>
    public double Number(string name) => Finite(Get(name, JsonValueKind.Number, "a number"), name);

    public IReadOnlyList<string> Texts(string name) =>
        List(name, "an array of strings", (item, where) =>
            item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(where, Describe(item), "a string"));

    public IReadOnlyList<int> Integers(string name, int smallest, int largest) =>
        List(name, "an array of integers", (item, where) =>
            item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var value) && value >= smallest && value <= largest
                ? value
                : throw Wrong(where, Describe(item), $"an integer, {smallest} to {largest}"));

    public IReadOnlyList<double> Numbers(string name) =>
        List(name, "an array of numbers", (item, where) =>
            item.ValueKind == JsonValueKind.Number ? Finite(item, where) : throw Wrong(where, Describe(item), "a number"));

    /// <summary>A string, or null where <c>null</c> is written.</summary>
    public string? TextOrNull(string name)
    {
        if (!_object.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Null) return Text(name);
        _read.Add(name);
        return null;
    }

    /// <summary>A string, or several that are joined by <c>", "</c>.</summary>
    public string TextOrTexts(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? string.Join(", ", Texts(name)) : Text(name);

    /// <summary>An object whose values are numbers or again such objects; nested names are joined by a dot.</summary>
    public IReadOnlyDictionary<string, double> Figures(string name)
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        Object(name).Flatten("", figures);
        return figures;
    }

    public JsonFields Object(string name) => new(_file, Path(name), Get(name, JsonValueKind.Object, "an object"));

    public IReadOnlyList<JsonFields> Objects(string name) =>
        List(name, "an array of objects", (item, where) => new JsonFields(_file, Path(where), item));

    /// <summary>To be called when everything known was read: names the first field that nobody asked for.</summary>
    public void NothingElse()
    {
        foreach (var field in Names)
        {
            if (!_read.Contains(field)) throw Wrong(field, "an unknown field", string.Join(", ", _read.Order(StringComparer.Ordinal)));
        }
    }

    public ModelPackageException Wrong(string name, string found, string allowed) =>
        PackageError.At(_file, name.Length == 0 && _path.Length == 0 ? "the file" : Path(name), found, allowed);

    /// <summary>A document takes texts that are not UTF-8, or have half of a surrogate pair, and fails when they are read.</summary>
    private static void CheckTexts(ReadOnlySpan<byte> content)
    {
        if (!Utf8.IsValid(content)) throw new JsonException("it is not UTF-8");
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = Deepest });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped) reader.GetString();
        }
    }

    private void Flatten(string prefix, SortedDictionary<string, double> figures)
    {
        foreach (var field in _object.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Object) Object(field.Name).Flatten($"{prefix}{field.Name}.", figures);
            else figures[prefix + field.Name] = Number(field.Name);
        }
    }

    private double Finite(JsonElement element, string where) =>
        element.TryGetDouble(out var value) && double.IsFinite(value) ? value : throw Wrong(where, element.GetRawText(), "a finite number");

    private IReadOnlyList<T> List<T>(string name, string expected, Func<JsonElement, string, T> read)
    {
        var array = Get(name, JsonValueKind.Array, expected);
        var values = new T[array.GetArrayLength()];
        for (var i = 0; i < values.Length; i++) values[i] = read(array[i], $"{name}[{i}]");
        return values;
    }

    private JsonElement Get(string name, JsonValueKind kind, string expected)
    {
        _read.Add(name);
        if (!_object.TryGetProperty(name, out var value)) throw Wrong(name, "nothing", expected);
        return value.ValueKind == kind ? value : throw Wrong(name, Describe(value), expected);
    }

    private string Path(string name) => _path.Length == 0 ? name : name.Length == 0 ? _path : $"{_path}.{name}";

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => PackageError.Quote(element.GetString()),
        _ => element.GetRawText(),
    };
}
