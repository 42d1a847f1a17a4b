using Microsoft.ML.OnnxRuntime.Tensors;
using Router.Language.Tokens;

namespace Router.Inference.Internal;

/// <summary>The inputs and outputs of a backbone's model, as its manifest promises them, and the part of the graph that some outputs need.</summary>
internal static class BackboneGraph
{
    public const string Ids = "input_ids";
    public const string Mask = "attention_mask";
    public const string Gate = "gate";
    public const string Negated = "negated";
    public const string Excluded = "excluded";
    public const string Likeness = "likeness";

    public static TensorContract[] Inputs =>
    [
        new(Ids, TensorElementType.Int64, [-1, -1]),
        new(Mask, TensorElementType.Int64, [-1, -1]),
    ];

    public static string NameOf(int tap) => $"layer_{tap}";

    /// <summary>The output of a tap.</summary>
    public static TensorContract Layer(BackboneManifest manifest, int tap) =>
        new(NameOf(tap), TensorElementType.Float, [-1, -1, manifest.HiddenOf(tap)]);

    /// <summary>What routing uses of that which the manifest names beside the layers.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="isGated">Whether that includes the gate.</param>
    public static Readout[] UsedReadouts(BackboneManifest manifest, bool isGated)
    {
        var used = new List<Readout>();
        if (isGated && manifest.Gate is not null) used.Add(Readout.Gate);
        if (manifest.NegatedThreshold is not null) used.Add(Readout.Negated);
        if (manifest.Excluded is not null) used.Add(Readout.Excluded);
        return [.. used];
    }

    /// <summary>The outputs of some layers and readouts.</summary>
    public static IEnumerable<TensorContract> Outputs(BackboneManifest manifest, IEnumerable<int> layers, IEnumerable<Readout> readouts)
    {
        var names = readouts.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return layers.Select(layer => Layer(manifest, layer)).Concat(Readouts(manifest).Where(output => names.Contains(output.Name)));
    }

    /// <summary>The output of a readout.</summary>
    public static string NameOf(Readout readout) => readout switch
    {
        Readout.Gate => Gate,
        Readout.Negated => Negated,
        _ => Excluded,
    };

    /// <summary>The numbers of a readout for each row or, of tokens, for each of them.</summary>
    public static int WidthOf(Readout readout, BackboneManifest manifest) => readout == Readout.Gate ? manifest.Gate!.Subsystems.Count : 1;

    /// <summary>What the manifest names beside the layers.</summary>
    public static IEnumerable<TensorContract> Readouts(BackboneManifest manifest)
    {
        if (manifest.Gate is { } gate) yield return new(Gate, TensorElementType.Float, [-1, gate.Subsystems.Count]);
        if (manifest.NegatedThreshold is not null) yield return new(Negated, TensorElementType.Float, [-1, 1]);
        if (manifest.Excluded is not null) yield return new(Excluded, TensorElementType.Float, [-1, -1, 1]);
        if (manifest.LikenessWidth is { } width) yield return new(Likeness, TensorElementType.Float, [-1, width]);
    }

    /// <summary>The model of a package with the nodes that some of its outputs need and no other.</summary>
    /// <exception cref="ModelPackageException">The whole graph does not offer what the manifest names, or offers more.</exception>
    public static byte[] Read(ModelPackage package, IEnumerable<TensorContract> outputs)
    {
        var (file, graph) = (package.PathOf("model"), package.Read("model"));
        try
        {
            CheckOutputs(file, GraphPruner.OutputsOf(graph), package.Backbone);
            return GraphPruner.Keep(graph, outputs.Select(output => output.Name).ToHashSet(StringComparer.Ordinal));
        }
        catch (FormatException broken)
        {
            throw GraphRules.NoModel(file, broken);
        }
    }

    private static void CheckOutputs(string file, IReadOnlyList<string> offered, BackboneManifest manifest)
    {
        var promised = manifest.Taps.Select(tap => Layer(manifest, tap)).Concat(Readouts(manifest)).ToDictionary(output => output.Name, StringComparer.Ordinal);
        foreach (var output in promised.Values)
        {
            if (!offered.Contains(output.Name)) throw PackageError.At(file, $"output {output.Name}", "nothing", $"{output}");
        }
        foreach (var name in offered)
        {
            if (!promised.ContainsKey(name)) throw PackageError.At(file, $"output {name}", "an unknown output", string.Join(", ", promised.Keys));
        }
    }
}
