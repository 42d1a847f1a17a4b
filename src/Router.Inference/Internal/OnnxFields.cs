namespace Router.Inference.Internal;

/// <summary>Fields of serialised ONNX models, as onnx.proto numbers them.</summary>
internal static class OnnxFields
{
    public const int ModelGraph = 7;
    public const int ModelOperators = 8;
    public const int ModelFunction = 25;
    public const int OperatorsDomain = 1;
    public const int OperatorsVersion = 2;
    public const int FunctionNode = 7;
    public const int GraphNode = 1;
    public const int GraphInitializer = 5;
    public const int GraphOutput = 12;
    public const int GraphValueInfo = 13;
    public const int NodeInput = 1;
    public const int NodeOutput = 2;
    public const int NodeName = 3;
    public const int NodeOperation = 4;
    public const int NodeAttribute = 5;
    public const int NodeDomain = 7;
    public const int AttributeTensor = 5;
    public const int AttributeGraph = 6;
    public const int AttributeTensors = 10;
    public const int AttributeGraphs = 11;
    public const int ValueInfoName = 1;
    public const int InitializerName = 8;
    public const int TensorExternalData = 13;
}
