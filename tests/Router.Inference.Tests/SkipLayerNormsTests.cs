using Microsoft.ML.OnnxRuntime;
using Router.Inference.Internal;
using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

public sealed class SkipLayerNormsTests
{
    private const int Width = 6;
    private static readonly string[] Rest = ["Add", "Add", "LayerNormalization"];

    public static TheoryData<string[], string[], float?> Nodes => new()
    {
        { ["x", "skip", "scale"], ["normed"], 1e-12f },
        { ["x", "skip", "scale", "shift"], ["normed"], 1e-5f },
        { ["x", "skip", "scale", "shift", "bias"], ["normed"], 0.1f },
        { ["x", "skip", "scale", "shift", "bias"], ["normed"], null },
        { ["x", "skip", "scale", "", "bias"], ["normed"], 1e-5f },
        { ["x", "skip", "scale", "shift", "bias"], ["normed", "", "", "sum"], 1e-5f },
        { ["x", "skip", "scale", "shift"], ["normed", "", "", "sum"], null },
    };

    [Theory]
    [MemberData(nameof(Nodes))]
    public void What_is_taken_apart_comes_to_the_same(string[] inputs, string[] outputs, float? epsilon)
    {
        var whole = Model(inputs, outputs, epsilon).ToBytes();
        var apart = SkipLayerNorms.TakeApart(whole);
        Assert.Equal(inputs.Length == 5 ? Rest : Rest[1..], OnnxParts.OperationsOf(apart));
        string[] asked = [.. outputs.Where(output => output.Length > 0)];
        foreach (var (expected, found) in Run(whole, asked).Zip(Run(apart, asked)))
        {
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-5f);
        }
    }

    [Fact]
    public void A_node_without_an_epsilon_has_that_of_its_operator_and_not_that_of_the_other()
    {
        // Values so near to each other that 1e-5, which is LayerNormalization's own, would be most of their deviation.
        float[] values = [0f, 1e-3f, 2e-3f, 3e-3f, 4e-3f, 5e-3f];
        var (own, others) = (Model(["x", "skip", "scale"], ["normed"], null).ToBytes(), Model(["x", "skip", "scale"], ["normed"], 1e-5f).ToBytes());
        var expected = Run(own, ["normed"], values)[0];
        Assert.Equal(expected[0], Run(SkipLayerNorms.TakeApart(own), ["normed"], values)[0][0], 1e-3f);
        Assert.NotEqual(expected[0], Run(SkipLayerNorms.TakeApart(others), ["normed"], values)[0][0], 1e-1f);
    }

    [Fact]
    public void What_stands_around_it_stays_in_its_place()
    {
        var model = Model(["read", "skip", "scale", "shift", "bias"], ["normed"], 1e-5f, before: graph => graph.Node("Neg", ["x"], ["read"])).Node("Abs", ["normed"], ["more"]);
        Assert.Equal(["Neg", .. Rest, "Abs"], OnnxParts.OperationsOf(SkipLayerNorms.TakeApart(model.ToBytes())));
    }

    [Fact]
    public void Several_are_each_taken_apart()
    {
        var model = Model(["x", "skip", "scale", "shift", "bias"], ["first", "", "", "firstSum"], 1e-5f)
            .Output("normed", OnnxModel.Float, "B", "T", Width)
            .SkipLayerNorm(["first", "firstSum", "scale", "shift", "bias"], ["normed"], 1e-5f);
        var (whole, apart) = (model.ToBytes(), SkipLayerNorms.TakeApart(model.ToBytes()));
        Assert.Equal([.. Rest, .. Rest], OnnxParts.OperationsOf(apart));
        foreach (var (expected, found) in Run(whole, ["normed"])[0].Zip(Run(apart, ["normed"])[0])) Assert.Equal(expected, found, 1e-5f);
    }

    [Fact]
    public void A_graph_without_such_a_node_is_the_same_bytes()
    {
        var model = TinyModels.BackboneGraph().ToBytes();
        Assert.Equal(model, SkipLayerNorms.TakeApart(model));
    }

    [Theory]
    [InlineData("normed", "mean")]
    [InlineData("normed", "", "deviation")]
    public void A_node_that_says_more_is_left_alone(params string[] outputs)
    {
        var model = Model(["x", "skip", "scale"], outputs, 1e-5f).ToBytes();
        Assert.Equal(model, SkipLayerNorms.TakeApart(model));
    }

    [Fact]
    public void A_node_of_that_name_from_somebody_else_is_left_alone()
    {
        var model = new OnnxModel().SkipLayerNorm(["x", "skip", "scale"], ["normed"], 1e-5f, domain: "org.example").ToBytes();
        Assert.Equal(model, SkipLayerNorms.TakeApart(model));
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    [InlineData(18, true)]
    public void Operators_before_the_norm_are_left_alone(int operators, bool isTakenApart)
    {
        var model = Model(["x", "skip", "scale"], ["normed"], 1e-5f).ToBytes(operators: operators);
        Assert.Equal(isTakenApart, !SkipLayerNorms.TakeApart(model).SequenceEqual(model));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void A_model_cut_short_is_a_format_error(int missing)
    {
        var model = Model(["x", "skip", "scale"], ["normed"], 1e-5f).ToBytes();
        Assert.Throws<FormatException>(() => SkipLayerNorms.TakeApart(model[..^missing]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ONNX_Runtime_puts_them_together_again_unless_it_is_told_not_to(bool isTold)
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "optimized.onnx");
        var options = TestRuntime.Instance.SessionOptions(default);
        if (!isTold) options.AddSessionConfigEntry(InferenceRuntime.DisabledOptimizers, "");
        options.OptimizedModelFilePath = path;
        using (options)
        using (new InferenceSession(SkipLayerNorms.TakeApart(Model(["x", "skip", "scale", "shift", "bias"], ["normed"], 1e-5f).ToBytes()), options))
        {
        }
        Assert.Equal(!isTold, OnnxParts.OperationsOf(File.ReadAllBytes(path)).Contains("SkipLayerNormalization"));
    }

    private static OnnxModel Model(string[] inputs, string[] outputs, float? epsilon, Func<OnnxModel, OnnxModel>? before = null)
    {
        var model = new OnnxModel()
            .Input("x", OnnxModel.Float, "B", "T", Width)
            .Input("skip", OnnxModel.Float, "B", "T", Width)
            .Floats("scale", [Width], 1f, 2f, 0.5f, 1.5f, -1f, 1f)
            .Floats("shift", [Width], 0f, 0.25f, -0.5f, 1f, 0f, 2f)
            .Floats("bias", [Width], 0.5f, -0.5f, 1f, 0f, 2f, -1f);
        foreach (var output in outputs.Where(output => output.Length > 0)) model.Output(output, OnnxModel.Float, "B", "T", Width);
        return (before?.Invoke(model) ?? model).SkipLayerNorm(inputs, outputs, epsilon);
    }

    private static float[][] Run(byte[] model, string[] outputs, float[]? values = null)
    {
        // The environment is made with the first session, unless it is there already.
        _ = TestRuntime.Instance;
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(model, options);
        var (x, skip) = (values ?? Numbers(12 * Width, 7), values is null ? Numbers(12 * Width, 5) : new float[values.Length]);
        using var run = new RunOptions();
        long[] shape = values is null ? [3, 4, Width] : [1, 1, Width];
        using var first = OrtValue.CreateTensorValueFromMemory(x, shape);
        using var second = OrtValue.CreateTensorValueFromMemory(skip, shape);
        using var results = session.Run(run, ["x", "skip"], [first, second], outputs);
        return [.. results.Select(result => result.GetTensorDataAsSpan<float>().ToArray())];
    }

    private static float[] Numbers(int count, int step) => [.. Enumerable.Range(0, count).Select(i => ((i * step) % 23 / 10f) - 1)];
}
