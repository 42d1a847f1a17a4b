using System.Text.Json;
using System.Text.Json.Serialization;
using Router.Contracts;

namespace Router.Language.Cutting;

/// <summary>The probability that a text is to be cut at a place: a logistic regression over <see cref="CutFeatures"/>.</summary>
/// <remarks>
/// The weights are fitted by <c>router eval cutting --fit FILE</c> on the development half of the evaluation set. Immutable.
/// </remarks>
internal sealed class CutModel
{
    private readonly double _bias;
    private readonly double[] _weights;

    /// <param name="bias">The log-odds where all features are 0.</param>
    /// <param name="weights">One for each of <see cref="CutFeatures.Names"/>.</param>
    public CutModel(double bias, double[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, CutFeatures.Names.Length);
        (_bias, _weights) = (bias, weights);
    }

    /// <summary>The weights that are built into the program.</summary>
    public static CutModel Default { get; } = LoadDefault();

    /// <summary>Reads weights.</summary>
    /// <exception cref="JsonException">They are not JSON, or not one number for each feature.</exception>
    public static CutModel Parse(string json)
    {
        var file = JsonSerializer.Deserialize(json, CutModelJson.Default.CutModelFile) ?? throw new JsonException("the file holds null");
        var names = CutFeatures.Names.ToHashSet(StringComparer.Ordinal);
        if (!names.SetEquals(file.Weights.Keys)) throw new JsonException($"weights: exactly {string.Join(", ", names)} are needed");
        return new CutModel(file.Bias, [.. CutFeatures.Names.Select(name => file.Weights[name])]);
    }

    /// <summary>The weights as <see cref="Parse"/> reads them.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new CutModelFile(_bias, CutFeatures.Names.Zip(_weights).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)),
        CutModelJson.Default.CutModelFile);

    /// <summary>The log-odds of a cut.</summary>
    public double Logit(ReadOnlySpan<double> features)
    {
        var sum = _bias;
        for (var i = 0; i < _weights.Length; i++) sum += _weights[i] * features[i];
        return sum;
    }

    private static CutModel LoadDefault()
    {
        using var stream = typeof(CutModel).Assembly.GetManifestResourceStream("cutting.json")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}

internal sealed record CutModelFile(double Bias, Dictionary<string, double> Weights);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CutModelFile))]
internal sealed partial class CutModelJson : JsonSerializerContext;
