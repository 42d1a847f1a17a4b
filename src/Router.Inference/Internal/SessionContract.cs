using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Router.Inference.Internal;

/// <summary>An input or output that a model must have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Dimensions">Its dimensions; −1 for one that varies.</param>
/// <param name="Required">Whether the model must have it.</param>
internal sealed record TensorContract(string Name, TensorElementType Type, int[] Dimensions, bool Required = true)
{
    public override string ToString() =>
        $"{Name} {Type} [{string.Join(", ", Dimensions.Select(d => d < 0 ? "any" : $"{d}"))}]";
}

/// <summary>Compares a session's inputs and outputs with what the package's manifest promises.</summary>
internal static class SessionContract
{
    /// <exception cref="ModelPackageException">One is missing, unknown, or has another type, rank or size.</exception>
    public static void Check(string file, InferenceSession session, TensorContract[] inputs, TensorContract[] outputs)
    {
        Check(file, "input", session.InputMetadata, inputs);
        Check(file, "output", session.OutputMetadata, outputs);
    }

    private static void Check(string file, string side, IReadOnlyDictionary<string, NodeMetadata> found, TensorContract[] contracts)
    {
        foreach (var contract in contracts)
        {
            if (found.TryGetValue(contract.Name, out var node)) CheckTensor(file, side, node, contract);
            else if (contract.Required) throw PackageError.At(file, $"{side} {contract.Name}", "nothing", $"{contract}");
        }
        foreach (var name in found.Keys)
        {
            if (!Array.Exists(contracts, contract => contract.Name == name))
                throw PackageError.At(file, $"{side} {name}", $"an unknown {side}", string.Join(", ", contracts.Select(c => c.Name)));
        }
    }

    private static void CheckTensor(string file, string side, NodeMetadata node, TensorContract contract)
    {
        if (!node.IsTensor) throw PackageError.At(file, $"{side} {contract.Name}", $"{node.OnnxValueType}", $"{contract}");
        var fits = node.ElementDataType == contract.Type && node.Dimensions.Length == contract.Dimensions.Length
            && node.Dimensions.Zip(contract.Dimensions).All(pair => pair.First < 0 || pair.Second < 0 || pair.First == pair.Second);
        if (!fits)
        {
            var found = contract with { Type = node.ElementDataType, Dimensions = node.Dimensions };
            throw PackageError.At(file, $"{side} {contract.Name}", $"{found}", $"{contract}");
        }
    }
}
