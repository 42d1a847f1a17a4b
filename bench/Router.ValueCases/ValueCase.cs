using System.Text.Json;

namespace Router.ValueCases;

/// <summary>A sentence and what is to be found in it.</summary>
/// <param name="Language">"English" or "Chinese".</param>
/// <param name="Model">Which kinds are judged: "DateTimeModel", "NumberModel" …</param>
/// <param name="Text">The sentence.</param>
/// <param name="Now">The local time at which it is said.</param>
/// <param name="Results">What is to be found; nothing else of the model's kinds may be.</param>
/// <param name="Writing">How its numbers are written, where the file says it.</param>
internal sealed record ValueCase(string Language, string Model, string Text, DateTime Now, IReadOnlyList<Expected> Results, string? Writing = null)
{
    /// <summary>English numbers in words.</summary>
    public const string InWords = "words";

    /// <summary>The time of cases that name none; their values do not hang on it.</summary>
    private static readonly DateTime NoTime = new(2016, 11, 7, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Reads a file of cases, one a line.</summary>
    public static IReadOnlyList<ValueCase> Load(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0).Select(Parse)];

    /// <summary>Reads one line.</summary>
    public static ValueCase Parse(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        var now = json.GetProperty("now").ValueKind == JsonValueKind.String ? json.GetProperty("now").GetDateTime() : NoTime;
        return new ValueCase(
            json.GetProperty("language").GetString()!, json.GetProperty("model").GetString()!, json.GetProperty("text").GetString()!, now,
            [.. json.GetProperty("results").EnumerateArray().Select(result => Expected.Parse(result, now))],
            json.TryGetProperty("writing", out var writing) ? writing.GetString() : null);
    }
}
