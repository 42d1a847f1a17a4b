using Router.Inference.Internal;
using Router.Inference.Tests.Support;
using Router.Language.Tokens;

namespace Router.Inference.Tests;

public sealed class GraphRulesTests
{
    [Fact]
    public void A_plain_model_is_allowed() => GraphRules.Check("model.onnx", TinyModels.BackboneGraph().ToBytes());

    [Theory]
    [InlineData("Loop", 6)]
    [InlineData("If", 6)]
    [InlineData("Scan", 11)]
    public void A_node_that_runs_a_graph_of_its_own_is_refused(string operation, int attributeField) =>
        Refused(TinyModels.BackboneGraph().NodeWithGraph(operation, attributeField, "more").ToBytes(), $"node: found \"{operation}\"");

    [Fact]
    public void A_loop_in_a_function_of_the_model_is_refused() => Refused(TinyModels.BackboneGraph().ToBytesWithLoopingFunction(), "node: found \"Loop\"");

    [Fact]
    public void Weights_in_another_file_are_refused() => Refused(TinyModels.BackboneGraph().External("w", "/etc/passwd").ToBytes(), "values in another file");

    [Fact]
    public void A_constant_in_another_file_is_refused() =>
        Refused(TinyModels.BackboneGraph().ExternalConstant("../../secret", "c").ToBytes(), "values in another file");

    [Fact]
    public void What_is_no_model_is_refused() => Refused([0x0A, 0x05, 0x00], "not an ONNX model");

    [Fact]
    public void The_runtime_loads_nothing_that_is_refused()
    {
        var looping = TinyModels.BackboneGraph().NodeWithGraph("Loop", 6, "more").ToBytes();
        Assert.Throws<ModelPackageException>(() => TestRuntime.Instance.Load("model.onnx", looping, default));
    }

    private static void Refused(byte[] model, string because)
    {
        var refusal = Assert.Throws<ModelPackageException>(() => GraphRules.Check("model.onnx", model));
        Assert.StartsWith("model.onnx", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }
}
