using static Router.Inference.Internal.OnnxFields;

namespace Router.Inference.Internal;

/// <summary>
/// What an ONNX model may not hold, whoever made it: graphs within a node (<c>If</c>, <c>Loop</c>, <c>Scan</c>), as a loop need not end and
/// ONNX Runtime cannot be stopped, and tensors in other files, as those are verified by nobody.
/// </summary>
internal static class GraphRules
{
    /// <param name="file">Named in errors.</param>
    /// <param name="model">A serialised <c>ModelProto</c>.</param>
    /// <exception cref="ModelPackageException">The model holds what it may not, or is none.</exception>
    public static void Check(string file, ReadOnlyMemory<byte> model)
    {
        try
        {
            foreach (var field in ProtobufReader.Fields(model))
            {
                if (field.Number == ModelGraph) CheckParts(file, field.Content, GraphNode);
                else if (field.Number == ModelFunction) CheckParts(file, field.Content, FunctionNode);
            }
        }
        catch (FormatException broken)
        {
            throw NoModel(file, broken);
        }
    }

    /// <summary>The error of a file that is no serialised model.</summary>
    public static ModelPackageException NoModel(string file, FormatException broken) => PackageError.InFile(file, $"not an ONNX model ({broken.Message})", broken);

    private static void CheckParts(string file, ReadOnlyMemory<byte> graph, int nodeField)
    {
        foreach (var part in ProtobufReader.Fields(graph))
        {
            if (part.Number == nodeField) CheckNode(file, part.Content);
            else if (part.Number == GraphInitializer && nodeField == GraphNode) CheckTensor(file, part.Content);
        }
    }

    private static void CheckNode(string file, ReadOnlyMemory<byte> node)
    {
        var fields = ProtobufReader.Fields(node);
        foreach (var attribute in fields.Where(field => field.Number == NodeAttribute))
        {
            foreach (var value in ProtobufReader.Fields(attribute.Content))
            {
                if (value.Number is AttributeGraph or AttributeGraphs)
                    throw PackageError.At(file, "node", $"{OperationOf(fields)}, which runs a graph of its own", "operators without graphs in them");
                if (value.Number is AttributeTensor or AttributeTensors) CheckTensor(file, value.Content);
            }
        }
    }

    private static void CheckTensor(string file, ReadOnlyMemory<byte> tensor)
    {
        if (ProtobufReader.Fields(tensor).Exists(field => field.Number == TensorExternalData))
            throw PackageError.At(file, "tensor", "values in another file", "values in the model itself");
    }

    private static string OperationOf(List<ProtobufField> node) => PackageError.Quote(ProtobufReader.TextOf(node, NodeOperation));
}
