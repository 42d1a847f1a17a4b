using Router.Inference.Internal;
using Router.Inference.Tests.Support;
using Router.Language.Tokens;

namespace Router.Inference.Tests;

public sealed class GraphPrunerTests
{
    [Fact]
    public void What_a_kept_output_depends_on_stays_and_the_rest_goes()
    {
        var whole = TinyModels.BackboneGraph().ToBytes();
        var part = GraphPruner.Keep(whole, new HashSet<string> { "layer_2" });
        Assert.Equal(["layer_2", "layer_3"], GraphPruner.OutputsOf(whole));
        Assert.Equal(["layer_2"], GraphPruner.OutputsOf(part));
        Assert.Equal(["E", "last"], OnnxParts.InitializersOf(part));
        Assert.Equal(["Gather", "Cast", "Unsqueeze", "Mul", "Add"], OnnxParts.OperationsOf(part));
    }

    [Fact]
    public void Keeping_every_output_keeps_every_node()
    {
        var whole = TinyModels.BackboneGraph().ToBytes();
        Assert.Equal(whole, GraphPruner.Keep(whole, new HashSet<string> { "layer_2", "layer_3" }));
    }

    [Fact]
    public void The_first_node_may_be_the_one_that_goes()
    {
        var model = new OnnxModel()
            .Input("x", OnnxModel.Float, "B").Output("y", OnnxModel.Float, "B").Output("z", OnnxModel.Float, "B")
            .Node("Neg", ["x"], ["z"])
            .Node("Abs", ["x"], ["y"]);
        Assert.Equal(["Abs"], OnnxParts.OperationsOf(GraphPruner.Keep(model.ToBytes(), new HashSet<string> { "y" })));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(100)]
    public void A_model_cut_short_is_a_format_error(int missing)
    {
        var whole = TinyModels.BackboneGraph().ToBytes();
        Assert.Throws<FormatException>(() => GraphPruner.OutputsOf(whole[..^missing]));
    }

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x0A, 0x05, 0x00 })]
    [InlineData(new byte[] { 0x0B })]
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    public void Bytes_that_are_no_message_are_a_format_error(byte[] bytes) =>
        Assert.Throws<FormatException>(() => ProtobufReader.Fields(bytes));
}
