using System.Text;

namespace Router.Inference.Internal;

/// <summary>
/// What an ONNX model may not hold, whoever made it: graphs within a node (<c>If</c>, <c>Loop</c>, <c>Scan</c>), as a loop need not end and
/// ONNX Runtime cannot be stopped, and tensors in other files, as those are verified by nobody.
/// </summary>
/// <remarks>Fields are numbered as in onnx.proto.</remarks>
internal static class GraphRules
{
    private const int ModelGraph = 7;
    private const int ModelFunction = 25;
    private const int GraphNode = 1;
    private const int GraphInitializer = 5;
    private const int FunctionNode = 7;
    private const int NodeOperation = 4;
    private const int NodeAttribute = 5;
    private const int AttributeTensor = 5;
    private const int AttributeGraph = 6;
    private const int AttributeTensors = 10;
    private const int AttributeGraphs = 11;
    private const int TensorExternalData = 13;

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

    private static string OperationOf(List<ProtobufField> node)
    {
        var operation = node.Find(field => field.Number == NodeOperation).Content;
        return PackageError.Quote(Encoding.UTF8.GetString(operation.Span));
    }
}
