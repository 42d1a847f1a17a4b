using Router.Inference.Internal;

namespace Router.Inference.Tests.Support;

/// <summary>What a serialised ONNX model holds.</summary>
internal static class OnnxParts
{
    /// <summary>The operations of its nodes, in their order.</summary>
    public static string[] OperationsOf(byte[] model) => Names(model, OnnxFields.GraphNode, OnnxFields.NodeOperation);

    /// <summary>The names of its weights, in their order.</summary>
    public static string[] InitializersOf(byte[] model) => Names(model, OnnxFields.GraphInitializer, OnnxFields.InitializerName);

    private static string[] Names(byte[] model, int part, int name) =>
    [
        .. from graph in ProtobufReader.Fields(model)
           where graph.Number == OnnxFields.ModelGraph
           from found in ProtobufReader.Fields(graph.Content)
           where found.Number == part
           from text in ProtobufReader.Fields(found.Content)
           where text.Number == name
           select text.Text,
    ];
}
