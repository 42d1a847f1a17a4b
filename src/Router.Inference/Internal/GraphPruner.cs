using static Router.Inference.Internal.OnnxFields;

namespace Router.Inference.Internal;

/// <summary>
/// Drops from an ONNX model the nodes and weights that no requested output depends on. ONNX Runtime runs every node of a graph,
/// so the layers above the highest tap in use would cost time for nothing.
/// </summary>
/// <remarks>
/// Works on the protobuf fields as onnx.proto numbers them and copies whatever it keeps byte for byte. Graphs within a node, which may read
/// values of the outer one by name, are not looked into: <see cref="GraphRules"/> refuses them.
/// </remarks>
internal static class GraphPruner
{
    /// <param name="model">A serialised <c>ModelProto</c>.</param>
    /// <param name="outputs">The outputs to keep.</param>
    /// <exception cref="FormatException">The bytes are no serialised model.</exception>
    public static byte[] Keep(byte[] model, IReadOnlySet<string> outputs)
    {
        using var stream = new MemoryStream(model.Length);
        foreach (var field in ProtobufReader.Fields(model))
        {
            if (field.Number != ModelGraph) stream.Write(field.Whole.Span);
            else WriteGraph(stream, field.Content, outputs);
        }
        return stream.ToArray();
    }

    /// <summary>The names of a model's outputs.</summary>
    /// <exception cref="FormatException">The bytes are no serialised model.</exception>
    public static IReadOnlyList<string> OutputsOf(byte[] model) =>
    [
        .. ProtobufReader.Fields(model)
            .Where(field => field.Number == ModelGraph)
            .SelectMany(graph => ProtobufReader.Fields(graph.Content))
            .Where(field => field.Number == GraphOutput)
            .Select(output => NameIn(output, ValueInfoName)),
    ];

    private static void WriteGraph(MemoryStream stream, ReadOnlyMemory<byte> graph, IReadOnlySet<string> outputs)
    {
        var fields = ProtobufReader.Fields(graph);
        var nodes = fields.Where(field => field.Number == GraphNode).Select(field => Node.Read(field.Content)).ToArray();
        var needed = Needed(nodes, outputs);
        var next = 0;
        using var kept = new MemoryStream(graph.Length);
        foreach (var field in fields)
        {
            var keep = field.Number switch
            {
                GraphNode => nodes[next++].MakesOneOf(needed),
                GraphInitializer => needed.Contains(NameIn(field, InitializerName)),
                GraphValueInfo => needed.Contains(NameIn(field, ValueInfoName)),
                GraphOutput => outputs.Contains(NameIn(field, ValueInfoName)),
                _ => true,
            };
            if (keep) kept.Write(field.Whole.Span);
        }
        ProtobufReader.Write(stream, ModelGraph, kept.GetBuffer().AsSpan(0, (int)kept.Length));
    }

    // Nodes are in topological order, so one walk from the last to the first finds every value that an output depends on.
    private static HashSet<string> Needed(Node[] nodes, IReadOnlySet<string> outputs)
    {
        var needed = new HashSet<string>(outputs, StringComparer.Ordinal);
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            if (nodes[i].MakesOneOf(needed)) needed.UnionWith(nodes[i].Inputs);
        }
        return needed;
    }

    private static string NameIn(ProtobufField message, int number) => ProtobufReader.TextOf(ProtobufReader.Fields(message.Content), number);

    private sealed record Node(string[] Inputs, string[] Outputs)
    {
        // An optional output that is left out has the empty name, which nothing reads.
        public bool MakesOneOf(HashSet<string> needed) => Array.Exists(Outputs, output => output.Length > 0 && needed.Contains(output));

        public static Node Read(ReadOnlyMemory<byte> message)
        {
            var fields = ProtobufReader.Fields(message);
            return new Node(ProtobufReader.TextsOf(fields, NodeInput), ProtobufReader.TextsOf(fields, NodeOutput));
        }
    }
}
