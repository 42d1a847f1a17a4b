using Google.Protobuf;

namespace Router.Inference.Tests.Support;

/// <summary>Writes small ONNX models (ir version 8, opset 17, ONNX Runtime's own operators) field by field, as onnx.proto numbers them.</summary>
internal sealed class OnnxModel
{
    public const int Float = 1;
    public const int Int64 = 7;

    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string RuntimeDomain = "com.microsoft";

    private const int Graph = 7;
    private const int GraphNode = 1;
    private const int GraphInitializer = 5;
    private const int GraphInput = 11;
    private const int GraphOutput = 12;
    private readonly List<(int Field, byte[] Message)> _graph = [];

    public OnnxModel Input(string name, int type, params object[] dimensions) => Add(GraphInput, ValueInfo(name, type, dimensions));

    public OnnxModel Output(string name, int type, params object[] dimensions) => Add(GraphOutput, ValueInfo(name, type, dimensions));

    public OnnxModel Floats(string name, int[] dimensions, params float[] values) =>
        Add(GraphInitializer, Message(output =>
        {
            foreach (var dimension in dimensions) Number(output, 1, dimension);
            Number(output, 2, Float);
            Text(output, 8, name);
            Bytes(output, 9, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        }));

    public OnnxModel Longs(string name, params long[] values) =>
        Add(GraphInitializer, Message(output =>
        {
            Number(output, 1, values.Length);
            Number(output, 2, Int64);
            Text(output, 8, name);
            Bytes(output, 9, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        }));

    public OnnxModel Node(string operation, string[] inputs, string[] outputs, params (string Name, long Value)[] attributes) =>
        Add(GraphNode, Message(output =>
        {
            foreach (var input in inputs) Text(output, 1, input);
            foreach (var result in outputs) Text(output, 2, result);
            Text(output, 3, $"make_{outputs[0]}");
            Text(output, 4, operation);
            foreach (var (name, value) in attributes) Bytes(output, 5, Attribute(name, value));
        }));

    /// <summary>The norm of a sum, in one node, which is one of ONNX Runtime's own where its domain says so.</summary>
    public OnnxModel SkipLayerNorm(string[] inputs, string[] outputs, float? epsilon, string domain = RuntimeDomain) => Add(GraphNode, Message(output =>
    {
        foreach (var input in inputs) Text(output, 1, input);
        foreach (var result in outputs) Text(output, 2, result);
        Text(output, 4, "SkipLayerNormalization");
        if (epsilon is { } value) Bytes(output, 5, Attribute("epsilon", value));
        Text(output, 7, domain);
    }));

    /// <summary>A node with a graph of its own in an attribute.</summary>
    public OnnxModel NodeWithGraph(string operation, int attributeField, string output) => Add(GraphNode, WithAttribute(operation, attributeField, [], output));

    /// <summary>A weight whose values are said to be in another file.</summary>
    public OnnxModel External(string name, string location) => Add(GraphInitializer, ExternalTensor(name, location));

    /// <summary>A constant whose values are said to be in another file.</summary>
    public OnnxModel ExternalConstant(string location, string output) =>
        Add(GraphNode, WithAttribute("Constant", 5, ExternalTensor("value", location), output));

    public byte[] ToBytes(Action<CodedOutputStream>? more = null, int operators = 17) => Message(output =>
    {
        Number(output, 1, 8);
        WriteGraph(output);
        Bytes(output, 8, Message(opset =>
        {
            Text(opset, 1, RuntimeDomain);
            Number(opset, 2, 1);
        }));
        Bytes(output, 8, Message(opset => Number(opset, 2, operators)));
        more?.Invoke(output);
    });

    /// <summary>The graph alone: behind a model's bytes it adds to that model's graph, as protobuf joins what stands twice.</summary>
    public byte[] Addition() => Message(WriteGraph);

    /// <summary>A model with a function of its own in which a node loops.</summary>
    public byte[] ToBytesWithLoopingFunction() => ToBytes(output => Bytes(output, 25, Message(function =>
    {
        Text(function, 1, "forever");
        Bytes(function, 7, WithAttribute("Loop", 6, [], "y"));
    })));

    private static byte[] WithAttribute(string operation, int attributeField, byte[] value, string output) => Message(node =>
    {
        Text(node, 2, output);
        Text(node, 4, operation);
        Bytes(node, 5, Message(attribute =>
        {
            Text(attribute, 1, "body");
            Bytes(attribute, attributeField, value);
        }));
    });

    private static byte[] ExternalTensor(string name, string location) => Message(tensor =>
    {
        Text(tensor, 8, name);
        Bytes(tensor, 13, Message(entry =>
        {
            Text(entry, 1, "location");
            Text(entry, 2, location);
        }));
        Number(tensor, 14, 1);
    });

    private void WriteGraph(CodedOutputStream output) => Bytes(output, Graph, Message(graph =>
    {
        Text(graph, 2, "g");
        foreach (var (field, message) in _graph) Bytes(graph, field, message);
    }));

    private OnnxModel Add(int field, byte[] message)
    {
        _graph.Add((field, message));
        return this;
    }

    private static byte[] Attribute(string name, long value) => Message(output =>
    {
        Text(output, 1, name);
        Number(output, 3, value);
        Number(output, 20, 2);
    });

    private static byte[] Attribute(string name, float value) => Message(output =>
    {
        Text(output, 1, name);
        output.WriteTag(2, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
        Number(output, 20, 1);
    });

    private static byte[] ValueInfo(string name, int type, object[] dimensions) => Message(output =>
    {
        Text(output, 1, name);
        Bytes(output, 2, Message(typeProto => Bytes(typeProto, 1, Message(tensor =>
        {
            Number(tensor, 1, type);
            Bytes(tensor, 2, Message(shape =>
            {
                foreach (var dimension in dimensions) Bytes(shape, 1, Dimension(dimension));
            }));
        }))));
    });

    private static byte[] Dimension(object dimension) => Message(output =>
    {
        if (dimension is string name) Text(output, 2, name);
        else Number(output, 1, (int)dimension);
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true)) write(output);
        return stream.ToArray();
    }

    private static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(value));
    }
}
