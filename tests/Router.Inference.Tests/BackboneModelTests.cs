using Router.Inference.Tests.Support;
using Router.Language.Tests.Tokens;

namespace Router.Inference.Tests;

public sealed class BackboneModelTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void States_are_what_the_graph_computes_row_by_row_and_padding_is_masked()
    {
        using var backbone = Load([2, 3]);
        TokenizedText[] batch = [backbone.Tokenizer.Tokenize("turn on"), backbone.Tokenizer.Tokenize("light")];
        var states = backbone.Run(batch);

        Assert.Equal((2, 4), (states.Batch, states.Tokens));
        Assert.Equal([2, 3], states.Taps);
        Assert.Equal((4, 3), (states.HiddenOf(2), states.HiddenOf(3)));
        Assert.Equal([2, 5, 9, 3, 2, 7, 3, 0], states.InputIds);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 0], states.AttentionMask);
        AssertStates(states);
        states.Release();
    }

    [Fact]
    public void Only_the_taps_asked_for_are_returned()
    {
        using var backbone = Load([3]);
        var states = backbone.Run([backbone.Tokenizer.Tokenize("on")]);
        Assert.Equal([3], states.Taps);
        Assert.Throws<KeyNotFoundException>(() => states.HiddenOf(2));
        states.Release();
    }

    [Fact]
    public void A_text_has_the_same_states_alone_and_in_a_batch()
    {
        using var backbone = Load([2]);
        var (text, other) = (backbone.Tokenizer.Tokenize("light on"), backbone.Tokenizer.Tokenize("turn the lighting on"));
        var alone = backbone.Run([text]);
        var together = backbone.Run([other, text]);
        Assert.Equal(alone.Layer(2), together.Layer(2).Slice(together.Tokens * 4, alone.Tokens * 4));
        alone.Release();
        together.Release();
    }

    [Fact]
    public void Runs_are_counted_and_memory_comes_back()
    {
        using var backbone = Load([2, 3]);
        var before = TestRuntime.Instance.RentedBuffers;
        for (var i = 1; i <= 3; i++)
        {
            backbone.Run([backbone.Tokenizer.Tokenize("on")]).Release();
            Assert.Equal(i, backbone.Runs);
        }
        Assert.Equal(before, TestRuntime.Instance.RentedBuffers);
    }

    [Fact]
    public void An_empty_batch_and_a_text_of_too_many_tokens_are_refused()
    {
        using var backbone = Load([2]);
        Assert.Throws<ArgumentException>(() => backbone.Run([]));
        var longText = TinyTokenizer.Create(17).Tokenize(string.Join(' ', Enumerable.Repeat("on", 20)));
        var error = Assert.Throws<ArgumentException>(() => backbone.Run([longText]));
        Assert.Contains("17 tokens; allowed: at most 16", error.Message);
    }

    [Fact]
    public void A_reader_of_a_layer_that_is_no_tap_is_refused()
    {
        var package = ModelPackage.Open(TinyModels.Backbone(_directory.Path));
        Refused(() => Load(package, [1]), "manifest.json: taps: found a reader of layer 1; allowed: 2, 3");
    }

    [Fact]
    public void A_model_that_is_no_onnx_is_refused()
    {
        TinyModels.Backbone(_directory.Path, model: TinyTokenizer.Bytes("not a model"));
        Refused(() => Load(ModelPackage.Open(_directory.Path), [2]), "model.onnx: not an ONNX model (");
    }

    [Fact]
    public void A_graph_with_an_operator_that_does_not_exist_is_refused()
    {
        var graph = TinyModels.BackboneGraph().Node("Guess", ["layer_2"], ["guess"]).Node("Add", ["guess", "guess"], ["layer_9"]);
        TinyModels.Backbone(_directory.Path, model: graph.Output("layer_9", OnnxModel.Float, "B", "T", 4).ToBytes());
        Refused(() => Load(ModelPackage.Open(_directory.Path), [2]), "model.onnx: output layer_9: found an unknown output; allowed: layer_2, layer_3");

        var manifest = TinyModels.BackboneManifest();
        (manifest["layers"], manifest["taps"]) = (9, new System.Text.Json.Nodes.JsonArray(2, 3, 9));
        manifest["hidden_per_layer"] = new System.Text.Json.Nodes.JsonArray(4, 4, 3, 4, 4, 4, 4, 4, 4);
        TinyModels.Backbone(_directory.Path, manifest, graph.ToBytes());
        Refused(() => Load(ModelPackage.Open(_directory.Path), [9]), "model.onnx: ONNX Runtime does not load it");
    }

    [Fact]
    public void A_missing_output_is_named()
    {
        TinyModels.Backbone(_directory.Path, model: TinyModels.BackboneGraph(finalOutput: "layer_4").ToBytes());
        Refused(() => Load(ModelPackage.Open(_directory.Path), [2]), "model.onnx: output layer_3: found nothing; allowed: layer_3 Float [any, any, 3]");
    }

    [Fact]
    public void An_output_of_another_width_is_named()
    {
        TinyModels.Backbone(_directory.Path, model: TinyModels.BackboneGraph(finalWidth: 2).ToBytes());
        Refused(
            () => Load(ModelPackage.Open(_directory.Path), [2, 3]),
            "output layer_3: found layer_3 Float [any, any, 2]; allowed: layer_3 Float [any, any, 3]");
    }

    [Fact]
    public void An_unknown_input_is_named()
    {
        TinyModels.Backbone(_directory.Path, model: TinyModels.BackboneGraph().Input("segment_ids", OnnxModel.Int64, "B", "T").ToBytes());
        Refused(() => Load(ModelPackage.Open(_directory.Path), [2]), "input segment_ids: found an unknown input; allowed: input_ids, attention_mask");
    }

    [Fact]
    public void A_vocabulary_larger_than_the_embedding_shows_when_a_missing_piece_is_used()
    {
        // The graph knows five pieces only, so the two markers still work and "on" does not.
        var graph = new OnnxModel()
            .Input("input_ids", OnnxModel.Int64, "B", "T").Input("attention_mask", OnnxModel.Int64, "B", "T")
            .Output("layer_2", OnnxModel.Float, "B", "T", 4).Output("layer_3", OnnxModel.Float, "B", "T", 3)
            .Floats("E", [5, 4], new float[20]).Floats("F", [5, 3], new float[15])
            .Node("Gather", ["E", "input_ids"], ["layer_2"]).Node("Gather", ["F", "input_ids"], ["layer_3"]);
        TinyModels.Backbone(_directory.Path, model: graph.ToBytes());
        using var backbone = Load(ModelPackage.Open(_directory.Path), [2]);
        var before = TestRuntime.Instance.RentedBuffers;
        var error = Assert.Throws<InferenceException>(() => backbone.Run([backbone.Tokenizer.Tokenize("on")]));
        Assert.True(error.IsTransient);
        Assert.Equal(before, TestRuntime.Instance.RentedBuffers);
    }

    [Fact]
    public void States_that_are_not_finite_are_refused_at_loading()
    {
        var graph = new OnnxModel()
            .Input("input_ids", OnnxModel.Int64, "B", "T").Input("attention_mask", OnnxModel.Int64, "B", "T")
            .Output("layer_2", OnnxModel.Float, "B", "T", 4).Output("layer_3", OnnxModel.Float, "B", "T", 3)
            .Floats("E", [5, 4], [.. Enumerable.Repeat(float.NaN, 20)]).Floats("F", [5, 3], new float[15])
            .Node("Gather", ["E", "input_ids"], ["layer_2"]).Node("Gather", ["F", "input_ids"], ["layer_3"]);
        TinyModels.Backbone(_directory.Path, model: graph.ToBytes());
        Refused(() => Load(ModelPackage.Open(_directory.Path), [2]), "model.onnx: layer_2: found values that are not finite");
    }

    private static void AssertStates(TensorStates states)
    {
        for (var cell = 0; cell < states.Batch * states.Tokens; cell++)
        {
            for (var column = 0; column < 4; column++)
            {
                var expected = 2 * states.AttentionMask[cell] * TinyModels.Embedding((int)states.InputIds[cell], column);
                Assert.Equal(expected, states.Layer(2)[(cell * 4) + column]);
                if (column < 3) Assert.Equal(expected, states.Layer(3)[(cell * 3) + column]);
            }
        }
    }

    private BackboneModel Load(int[] taps) => Load(ModelPackage.Open(TinyModels.Backbone(_directory.Path)), taps);

    private static BackboneModel Load(ModelPackage package, int[] taps) =>
        BackboneModel.Load(package, TestRuntime.Instance, Device.Cpu, taps.ToHashSet());

    private static void Refused(Func<object> load, string expected) =>
        Assert.Contains(expected, Assert.Throws<ModelPackageException>(load).Message);
}
