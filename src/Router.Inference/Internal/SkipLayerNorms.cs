using System.Text;
using static Router.Inference.Internal.OnnxFields;

namespace Router.Inference.Internal;

/// <summary>
/// Writes each <c>SkipLayerNormalization</c> of a graph, which is one of ONNX Runtime's own operators, as the sums and the <c>LayerNormalization</c> that it is short for. On a
/// processor ONNX Runtime takes several times as long for the one node as for the others together (docs/decisions/0004-onnx-runtime.md).
/// </summary>
/// <remarks>Works on the protobuf fields as onnx.proto numbers them and copies whatever it keeps byte for byte.</remarks>
internal static class SkipLayerNorms
{
    /// <summary>What ONNX Runtime calls its pass that makes such nodes of the others.</summary>
    public const string Fusion = "SkipLayerNormFusion";

    /// <summary>The first version of ONNX's operators that has <c>LayerNormalization</c>.</summary>
    private const ulong FirstOperators = 17;

    /// <summary>Bytes by which a graph is likely to grow at most.</summary>
    private const int Growth = 1 << 16;

    private const string Own = "com.microsoft";

    /// <summary>The attribute <c>epsilon</c> = 1e-12, which a node without one has: its name, the number, and that it is a float.</summary>
    private static readonly byte[] DefaultEpsilon = [0x0A, 7, .. "epsilon"u8, 0x15, .. BitConverter.GetBytes(1e-12f), 0xA0, 0x01, 1];

    /// <param name="model">A serialised <c>ModelProto</c>.</param>
    /// <returns>The same bytes where there is no such node, or the model's operators are too old to say it otherwise.</returns>
    /// <exception cref="FormatException">The bytes are no serialised model.</exception>
    public static byte[] TakeApart(byte[] model)
    {
        var fields = ProtobufReader.Fields(model);
        if (!fields.Exists(KnowsLayerNorms) || !fields.Exists(HasSuchNodes)) return model;
        using var stream = new MemoryStream(model.Length + Growth);
        foreach (var field in fields)
        {
            if (field.Number != ModelGraph) stream.Write(field.Whole.Span);
            else WriteGraph(stream, field.Content);
        }
        return stream.ToArray();
    }

    /// <summary>Whether these are ONNX's own operators, with <c>LayerNormalization</c> among them.</summary>
    private static bool KnowsLayerNorms(ProtobufField field)
    {
        if (field.Number != ModelOperators) return false;
        var operators = ProtobufReader.Fields(field.Content);
        return ProtobufReader.TextOf(operators, OperatorsDomain).Length == 0 && operators.Find(part => part.Number == OperatorsVersion).Value >= FirstOperators;
    }

    private static bool HasSuchNodes(ProtobufField field) =>
        field.Number == ModelGraph && ProtobufReader.Fields(field.Content).Exists(part => part.Number == GraphNode && Node.Find(part.Content) is not null);

    private static void WriteGraph(MemoryStream stream, ReadOnlyMemory<byte> graph)
    {
        using var written = new MemoryStream(graph.Length + Growth);
        foreach (var field in ProtobufReader.Fields(graph))
        {
            if (field.Number == GraphNode && Node.Find(field.Content) is { } node) node.Write(written);
            else written.Write(field.Whole.Span);
        }
        ProtobufReader.Write(stream, ModelGraph, written.GetBuffer().AsSpan(0, (int)written.Length));
    }

    /// <summary>A node that can be taken apart.</summary>
    /// <param name="Inputs">What is normed, what is added to it, the scale, and, "" where there is none, the shift, and a bias that is added as well.</param>
    /// <param name="Outputs">What it comes to and, behind two that are not there, the sum; "" for what nobody wants.</param>
    /// <param name="Epsilon">The serialised attribute.</param>
    private sealed record Node(string[] Inputs, string[] Outputs, ReadOnlyMemory<byte> Epsilon)
    {
        /// <returns>Null for any other node, and for one that also says the mean or the deviation.</returns>
        public static Node? Find(ReadOnlyMemory<byte> message)
        {
            var fields = ProtobufReader.Fields(message);
            if (ProtobufReader.TextOf(fields, NodeOperation) != "SkipLayerNormalization" || ProtobufReader.TextOf(fields, NodeDomain) != Own) return null;
            var (inputs, outputs) = (ProtobufReader.TextsOf(fields, NodeInput), ProtobufReader.TextsOf(fields, NodeOutput));
            if (inputs.Length is < 3 or > 5 || outputs.Length is 0 or > 4 || outputs.Skip(1).Take(2).Any(output => output.Length > 0)) return null;
            var epsilon = fields.Find(field => field.Number == NodeAttribute).Content;
            return new Node([.. inputs, .. Enumerable.Repeat("", 5 - inputs.Length)], [.. outputs, .. Enumerable.Repeat("", 4 - outputs.Length)], epsilon.IsEmpty ? DefaultEpsilon : epsilon);
        }

        public void Write(MemoryStream graph)
        {
            var (normed, sum) = (Outputs[0], Outputs[3].Length > 0 ? Outputs[3] : $"{Outputs[0]}/sum");
            var added = Inputs[1];
            if (Inputs[4].Length > 0) Write(graph, "Add", [added, Inputs[4]], added = $"{normed}/added");
            Write(graph, "Add", [Inputs[0], added], sum);
            Write(graph, "LayerNormalization", Inputs[3].Length > 0 ? [sum, Inputs[2], Inputs[3]] : [sum, Inputs[2]], normed, Epsilon);
        }

        private static void Write(MemoryStream graph, string operation, string[] inputs, string output, ReadOnlyMemory<byte> attribute = default)
        {
            using var node = new MemoryStream();
            foreach (var input in inputs) ProtobufReader.Write(node, NodeInput, Encoding.UTF8.GetBytes(input));
            ProtobufReader.Write(node, NodeOutput, Encoding.UTF8.GetBytes(output));
            ProtobufReader.Write(node, NodeName, Encoding.UTF8.GetBytes(output));
            ProtobufReader.Write(node, NodeOperation, Encoding.UTF8.GetBytes(operation));
            if (!attribute.IsEmpty) ProtobufReader.Write(node, NodeAttribute, attribute.Span);
            ProtobufReader.Write(graph, GraphNode, node.GetBuffer().AsSpan(0, (int)node.Length));
        }
    }
}
