using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Router.Host;

namespace Router.Tools.Evaluation;

/// <summary>A text of the evaluation set of cutting: several commands, or one that must stay whole.</summary>
/// <param name="Text">The text.</param>
/// <param name="Language">"en" or "zh".</param>
/// <param name="Parts">The commands in the order of the text; none for one that must stay whole.</param>
/// <param name="Subsystem">Who gets a text that must stay whole; null where that is not said.</param>
internal sealed record CuttingExample(string Text, string Language, IReadOnlyList<CuttingExamplePart> Parts, string? Subsystem = null)
{
    /// <summary>
    /// Whether it belongs to the half that weights are fitted on, rather than to the half that is only measured: the first bit of the SHA-256 of
    /// its text.
    /// </summary>
    [JsonIgnore]
    public bool IsDevelopment => (SHA256.HashData(Encoding.UTF8.GetBytes(Text))[0] & 0x80) == 0;

    /// <summary>A labelled text as one that must stay whole.</summary>
    public static CuttingExample Whole(LabelledText text) => new(text.Text, text.Language ?? "", [], text.Subsystem);

    /// <summary>Reads one example a line.</summary>
    /// <exception cref="InvalidDataException">A line is not an example; the message names file and line.</exception>
    public static IReadOnlyList<CuttingExample> Load(string path)
    {
        var examples = new List<CuttingExample>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                var example = JsonSerializer.Deserialize(line, CuttingExampleJson.Default.CuttingExample) ?? throw new JsonException("is null");
                example.Check();
                examples.Add(example);
            }
            catch (JsonException problem)
            {
                throw new InvalidDataException($"{path}, line {examples.Count + 1}: {problem.Message}", problem);
            }
        }
        return examples;
    }

    /// <summary>Whether parts are exactly those of the example.</summary>
    public bool HasParts(IEnumerable<(int Start, int End)> spans) => Parts.Select(part => (part.Start, part.End)).SequenceEqual(spans);

    private void Check()
    {
        if (Parts.Count == 1) throw new JsonException("parts: one; two or more, or none, are allowed");
        var end = 0;
        foreach (var part in Parts)
        {
            if (part.Start < end || part.End <= part.Start || part.End > Text.Length)
                throw new JsonException($"parts: {part.Start} to {part.End} lies outside the text or over another part");
            end = part.End;
        }
    }
}

/// <summary>One of several commands in a text.</summary>
/// <param name="Start">UTF-16 offset into the text.</param>
/// <param name="End">UTF-16 offset into the text, exclusive.</param>
/// <param name="Subsystem">Who gets it; null where that is not clear.</param>
/// <param name="Intent">What is wanted; null where that is not clear.</param>
internal sealed record CuttingExamplePart(int Start, int End, string? Subsystem, string? Intent);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CuttingExample))]
internal sealed partial class CuttingExampleJson : JsonSerializerContext;
