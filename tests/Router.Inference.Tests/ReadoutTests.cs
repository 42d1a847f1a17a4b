using System.Text.Json.Nodes;
using Router.Contracts;
using Router.Inference.Internal;
using Router.Inference.Tests.Support;
using Router.Language.Tests.Tokens;

namespace Router.Inference.Tests;

/// <summary>What a backbone says of a text beside the states of its layers.</summary>
public sealed class ReadoutTests : IDisposable
{
    private static readonly int[] Ids = [2, 5, 9, 3];
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Names => new(TinyReadouts.Names);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_run_says_of_each_row_whose_it_may_be_and_whether_it_is_negated_and_of_each_token_whether_it_is_excluded()
    {
        using var backbone = BackboneModel.Load(Package(), TestRuntime.Instance, Device.Cpu, new HashSet<int> { 2, 3 });
        TokenizedText[] batch = [backbone.Tokenizer.Tokenize("turn on"), backbone.Tokenizer.Tokenize("turn the lighting on"), backbone.Tokenizer.Tokenize("light")];
        var states = backbone.Run(batch);
        for (var row = 0; row < batch.Length; row++)
        {
            var ids = Array.ConvertAll(batch[row].Tokens.ToArray(), token => token.Id);
            AssertSays(ids, states, row);
            Assert.Equal(states.Tokens, states.ReadoutOf(Readout.Excluded, row).Length);
            // As the cache of layer states has it.
            var alone = states.Row(row);
            AssertSays(ids, alone, 0);
            Assert.Equal(ids.Length, alone.ReadoutOf(Readout.Excluded, 0).Length);
            alone.Release();
        }
        Assert.Equal(2 * TinyModels.Embedding(2, 0), states.Layer(2)[0]);
        states.Release();
    }

    [Fact]
    public void A_backbone_without_them_says_nothing()
    {
        using var backbone = BackboneModel.Load(ModelPackage.Open(TinyModels.Backbone(_directory.Path)), TestRuntime.Instance, Device.Cpu, new HashSet<int> { 2 });
        var states = backbone.Run([backbone.Tokenizer.Tokenize("turn on")]);
        Assert.True(states.ReadoutOf(Readout.Gate, 0).IsEmpty);
        Assert.True(states.ReadoutOf(Readout.Negated, 0).IsEmpty);
        Assert.True(states.ReadoutOf(Readout.Excluded, 0).IsEmpty);
        states.Release();
    }

    [Fact]
    public void A_backbone_whose_gate_is_off_says_the_rest()
    {
        using var backbone = BackboneModel.Load(Package(), TestRuntime.Instance, Device.Cpu, new HashSet<int> { 2 }, isGated: false);
        var states = backbone.Run([backbone.Tokenizer.Tokenize("turn on")]);
        Assert.True(states.ReadoutOf(Readout.Gate, 0).IsEmpty);
        AssertSays(Ids, states, 0, isGated: false);
        states.Release();
    }

    private static void AssertSays(int[] ids, LayerStates states, int row, bool isGated = true)
    {
        // The sum that "gate" and "negated" are read from runs over padding as well, which this graph does not mask: only the longest rows are compared.
        var expected = TinyReadouts.Answers(ids);
        if (isGated) Assert.Equal(TinyReadouts.Subsystems.Length, states.ReadoutOf(Readout.Gate, row).Length);
        if (isGated && states.Tokens == ids.Length) AssertNear(expected["gate"]!.AsArray(), states.ReadoutOf(Readout.Gate, row));
        if (states.Tokens == ids.Length) AssertNear(expected["negated"]!.AsArray(), states.ReadoutOf(Readout.Negated, row));
        AssertNear(expected["excluded"]!.AsArray(), states.ReadoutOf(Readout.Excluded, row)[..ids.Length]);
    }

    private static void AssertNear(JsonArray expected, ReadOnlySpan<float> found) => Assert.Equal(
        expected.Select(value => value!.GetValue<double>()), found.ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-5);

    [Fact]
    public void Layers_alone_need_none_of_their_graph()
    {
        var package = Package();
        var layers = new[] { BackboneGraph.Layer(package.Backbone, 2), BackboneGraph.Layer(package.Backbone, 3) };
        Assert.Equal(TinyModels.BackboneGraph().ToBytes(), BackboneGraph.Read(package, layers));
        using var backbone = BackboneModel.Load(package, TestRuntime.Instance, Device.Cpu, new HashSet<int> { 2 });
        var states = backbone.Run([backbone.Tokenizer.Tokenize("turn on")]);
        Assert.Equal(2 * TinyModels.Embedding(2, 0), states.Layer(2)[0]);
        states.Release();
    }

    [Fact]
    public void They_are_answered_when_asked_for()
    {
        using var model = ReadoutModel.Load(Package(), TestRuntime.Instance, Device.Cpu)!;
        var found = model.Run(TinyTokenizer.Create().Tokenize("turn on"));
        Assert.Equal(TinyReadouts.Names, found.Keys);
        Assert.Equal(TinyReadouts.LikenessWidth, found["likeness"].Length);
        foreach (var (name, expected) in TinyReadouts.Answers(Ids))
            Assert.Equal(expected!.AsArray().Select(value => value!.GetValue<double>()), found[name].Take(8).Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void A_backbone_without_any_has_no_such_part() =>
        Assert.Null(ReadoutModel.Load(ModelPackage.Open(TinyModels.Backbone(_directory.Path)), TestRuntime.Instance, Device.Cpu));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_may_be_the_only_one(string name)
    {
        var manifest = TinyModels.BackboneManifest();
        manifest[name] = TinyReadouts.Fields()[name]!.DeepClone();
        var offered = GraphPruner.Keep(TinyReadouts.Graph().ToBytes(), new HashSet<string> { "layer_2", "layer_3", name });
        var package = ModelPackage.Open(TinyModels.Backbone(_directory.Path, manifest, offered));
        using var model = ReadoutModel.Load(package, TestRuntime.Instance, Device.Cpu)!;
        Assert.Equal([name], model.Run(TinyTokenizer.Create().Tokenize("turn on")).Keys);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_that_the_manifest_names_is_in_the_model(string name)
    {
        TinyModels.Backbone(_directory.Path, TinyReadouts.Manifest(), GraphPruner.Keep(
            TinyReadouts.Graph().ToBytes(), TinyReadouts.Names.Except([name]).Concat(["layer_2", "layer_3"]).ToHashSet(StringComparer.Ordinal)));
        Assert.Contains($"model.onnx: output {name}: found nothing; allowed: {name} Float [any", Refused(Load).Message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_that_the_model_offers_is_named_by_the_manifest(string name)
    {
        var manifest = TinyReadouts.Manifest();
        manifest.Remove(name);
        TinyModels.Backbone(_directory.Path, manifest, TinyReadouts.Graph().ToBytes());
        Assert.Contains($"model.onnx: output {name}: found an unknown output; allowed: layer_2, layer_3, ", Refused(Load).Message);
    }

    [Theory]
    [InlineData("gate", "{\"subsystems\":[\"iot\",\"music\",\"play\"],\"threshold\":0.5}", "gate Float [any, 2]; allowed: gate Float [any, 3]")]
    [InlineData("likeness", "{\"width\":9}", "likeness Float [any, 10]; allowed: likeness Float [any, 9]")]
    public void One_of_another_width_is_refused(string name, string field, string expected)
    {
        var manifest = TinyReadouts.Manifest();
        manifest[name] = JsonNode.Parse(field);
        TinyModels.Backbone(_directory.Path, manifest, TinyReadouts.Graph().ToBytes(), new JsonObject { ["cases"] = new JsonArray(Case()) }.ToJsonString());
        Assert.Contains($"output {name}: found {expected}", Refused(Verify).Message);
    }

    [Fact]
    public void A_backbone_that_answers_as_recorded_is_verified()
    {
        Write(Case());
        Assert.InRange(Verify().LargestDifference, 0, 1e-5);
    }

    [Theory]
    [InlineData("gate", 1, 0.0021)]
    [InlineData("negated", 0, -0.0021)]
    [InlineData("excluded", 3, 0.0021)]
    [InlineData("likeness", 7, -0.0021)]
    public void A_number_may_be_off_by_the_tolerance_and_no_more(string name, int index, double difference)
    {
        var test = Case();
        var number = test[name]![index]!.GetValue<double>();
        test[name]![index] = number + (difference * 0.9);
        Write(test);
        Verify();
        test[name]![index] = number + difference;
        Write(test);
        Assert.Contains($"check.json: cases[0].{name}[{index}]: found ", Refused(Verify).Message);
    }

    [Theory]
    [InlineData("gate", 2)]
    [InlineData("negated", 1)]
    [InlineData("excluded", 4)]
    [InlineData("likeness", 8)]
    public void As_many_numbers_are_recorded_as_there_are_answers(string name, int count)
    {
        foreach (var other in new[] { count - 1, count + 1 })
        {
            var test = Case();
            test[name] = new JsonArray([.. Enumerable.Repeat(0.5, other).Select(value => (JsonNode?)value)]);
            Write(test);
            Assert.Contains($"cases[0].{name}: found {other} numbers; allowed: {count}", Refused(Verify).Message);
        }
        var without = Case();
        without.Remove(name);
        Write(without);
        Assert.Contains($"cases[0].{name}: found nothing; allowed: an array of numbers", Refused(Verify).Message);
    }

    [Fact]
    public void Numbers_for_what_the_manifest_does_not_name_are_refused()
    {
        TinyModels.Backbone(_directory.Path, check: new JsonObject { ["cases"] = new JsonArray(Case()) }.ToJsonString());
        Assert.Contains("cases[0].gate: found an unknown field", Refused(Verify).Message);
    }

    [Theory]
    [InlineData("gate", "found a model that answers other numbers than probabilities; allowed: 0 to 1")]
    [InlineData("negated", "found a model that answers other numbers than probabilities; allowed: 0 to 1")]
    [InlineData("excluded", "found a model that answers other numbers than probabilities; allowed: 0 to 1")]
    [InlineData("likeness", "found a model that answers a vector of length ")]
    public void A_model_that_answers_as_recorded_but_not_what_the_output_means_is_refused(string raw, string expected)
    {
        Write(Case(raw), raw);
        Assert.Contains($"cases[0].{raw}: {expected}", Refused(Verify).Message);
    }

    private static JsonObject Case(string raw = "")
    {
        var test = TinyReadouts.Answers(Ids, raw);
        (test["text"], test["input_ids"]) = ("turn on", new JsonArray([.. Ids.Select(id => (JsonNode?)id)]));
        test["layers"] = new JsonObject { ["2"] = Layer(4), ["3"] = Layer(3) };
        return test;
    }

    private static JsonObject Layer(int width)
    {
        var values = Ids.SelectMany(id => Enumerable.Range(0, width).Select(column => 2.0 * TinyModels.Embedding(id, column))).ToArray();
        return new JsonObject { ["first"] = new JsonArray(values[0]), ["mean"] = values.Average(), ["l2"] = Math.Sqrt(values.Sum(value => value * value)) };
    }

    private void Write(JsonObject test, string raw = "") => TinyModels.Backbone(
        _directory.Path, TinyReadouts.Manifest(), TinyReadouts.Graph(raw).ToBytes(), new JsonObject { ["cases"] = new JsonArray(test.DeepClone()) }.ToJsonString());

    private ModelPackage Package() => ModelPackage.Open(TinyModels.Backbone(_directory.Path, TinyReadouts.Manifest(), TinyReadouts.Graph().ToBytes()));

    private void Load() => BackboneModel.Load(ModelPackage.Open(_directory.Path), TestRuntime.Instance, Device.Cpu, new HashSet<int> { 2 }).Dispose();

    private Verification Verify() => new ModelVerifier(TestRuntime.Instance, Device.Cpu).VerifyBackbone(ModelPackage.Open(_directory.Path));

    private static ModelPackageException Refused(Action load) => Assert.Throws<ModelPackageException>(load);

    private static ModelPackageException Refused(Func<Verification> verify) => Assert.Throws<ModelPackageException>(() => _ = verify());
}
