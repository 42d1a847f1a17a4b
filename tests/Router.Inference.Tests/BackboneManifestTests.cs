using System.Text.Json.Nodes;
using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

/// <summary>The optional fields of a backbone's manifest.</summary>
public sealed class BackboneManifestTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void None_of_them_need_be_there()
    {
        var manifest = ModelPackage.Open(TinyModels.Backbone(_directory.Path)).Backbone;
        Assert.Empty(manifest.Languages);
        Assert.Equal((null, null, null, null), (manifest.Gate, manifest.NegatedThreshold, manifest.Excluded, manifest.LikenessWidth));
        Assert.False(manifest.Files.ContainsKey("references"));
    }

    [Fact]
    public void They_say_what_the_backbone_was_made_for_and_answers_by_itself()
    {
        var written = TinyReadouts.Manifest();
        written["languages"] = new JsonArray("en", "zh");
        var manifest = ModelPackage.Open(TinyModels.Backbone(_directory.Path, written)).Backbone;
        Assert.Equal(["en", "zh"], manifest.Languages);
        Assert.Equal(TinyReadouts.Subsystems, manifest.Gate!.Subsystems);
        Assert.Equal((0.25, 0.5, 0.75, 10), (manifest.Gate.Threshold, manifest.NegatedThreshold, manifest.Excluded!.Threshold, manifest.LikenessWidth));
    }

    [Theory]
    [InlineData("languages", "[\"en\"]")]
    [InlineData("gate", "{\"subsystems\":[\"iot\"],\"threshold\":0.000001}")]
    [InlineData("gate", "{\"subsystems\":[\"iot\"],\"threshold\":0.5}")]
    [InlineData("negated", "{\"threshold\":0.001}")]
    [InlineData("negated", "{\"threshold\":0.999}")]
    [InlineData("excluded", "{\"threshold\":0.999}")]
    [InlineData("excluded", "{\"threshold\":0.5,\"cues\":[],\"no_cues\":[]}")]
    [InlineData("excluded", "{\"threshold\":0.5,\"cues\":[\"except\",\"除\"],\"no_cues\":[\"nothing but\"]}")]
    [InlineData("likeness", "{\"width\":1}")]
    [InlineData("likeness", "{\"width\":16384}")]
    public void What_lies_within_the_bounds_is_read(string field, string json)
    {
        Write(field, json);
        Assert.Equal("tiny", ModelPackage.Open(_directory.Path).Manifest.Name);
    }

    [Theory]
    [InlineData(256, 64, null)]
    [InlineData(257, 64, "excluded.cues: found 257 phrases; allowed: at most 256")]
    [InlineData(256, 65, "allowed: 1 to 64 characters")]
    public void Cues_are_bounded_in_number_and_length(int count, int length, string? error)
    {
        Write("excluded", new JsonObject { ["threshold"] = 0.5, ["cues"] = new JsonArray([.. Enumerable.Repeat(new string('x', length), count).Select(cue => JsonValue.Create(cue))]) }.ToJsonString());
        if (error is null) Assert.Equal(count, ModelPackage.Open(_directory.Path).Backbone.Excluded!.Cues.Count);
        else Assert.Contains(error, Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_directory.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("languages", "[]", "languages: found no languages; allowed: at least one")]
    [InlineData("languages", "\"en\"", "languages: found \"en\"; allowed: an array of strings")]
    [InlineData("languages", "null", "languages: found null; allowed: an array of strings")]
    [InlineData("excluded", "{\"threshold\":0.5,\"cues\":\"but\"}", "excluded.cues: found \"but\"; allowed: an array of strings")]
    [InlineData("excluded", "{\"threshold\":0.5,\"no_cues\":[\"but\",\"\"]}", "excluded.no_cues[1]: found \"\"; allowed: 1 to 64 characters")]
    [InlineData("excluded", "{\"threshold\":0.5,\"words\":[]}", "excluded.words: found an unknown field; allowed: threshold")]
    [InlineData("gate", "0.5", "gate: found 0.5; allowed: an object")]
    [InlineData("gate", "{\"threshold\":0.5}", "gate.subsystems: found nothing; allowed: an array of strings")]
    [InlineData("gate", "{\"subsystems\":[\"iot\"]}", "gate.threshold: found nothing; allowed: a number")]
    [InlineData("gate", "{\"subsystems\":[],\"threshold\":0.5}", "gate.subsystems: found 0 names; allowed: 1 to 1024")]
    [InlineData("gate", "{\"subsystems\":[\"\"],\"threshold\":0.5}", "gate.subsystems[0]: found \"\"; allowed: names that are not empty, each once")]
    [InlineData("gate", "{\"subsystems\":[\"iot\",\"iot\"],\"threshold\":0.5}", "gate.subsystems[1]: found \"iot\"; allowed: names that are not empty, each once")]
    [InlineData("gate", "{\"subsystems\":[\"iot\"],\"threshold\":0}", "gate.threshold: found 0; allowed: above 0 and at most 0.5")]
    [InlineData("gate", "{\"subsystems\":[\"iot\"],\"threshold\":0.500001}", "gate.threshold: found 0.500001; allowed: above 0 and at most 0.5")]
    [InlineData("gate", "{\"subsystems\":[\"iot\"],\"threshold\":0.5,\"asked\":2}", "gate.asked: found an unknown field; allowed: subsystems, threshold")]
    [InlineData("negated", "{\"threshold\":0}", "negated.threshold: found 0; allowed: above 0 and below 1")]
    [InlineData("negated", "{\"threshold\":1}", "negated.threshold: found 1; allowed: above 0 and below 1")]
    [InlineData("negated", "{}", "negated.threshold: found nothing; allowed: a number")]
    [InlineData("negated", "{\"threshold\":0.5,\"x\":1}", "negated.x: found an unknown field; allowed: threshold")]
    [InlineData("excluded", "{\"threshold\":0}", "excluded.threshold: found 0; allowed: above 0 and below 1")]
    [InlineData("excluded", "{\"threshold\":1}", "excluded.threshold: found 1; allowed: above 0 and below 1")]
    [InlineData("excluded", "[]", "excluded: found an array; allowed: an object")]
    [InlineData("likeness", "{\"width\":0}", "likeness.width: found 0; allowed: an integer, 1 to 16384")]
    [InlineData("likeness", "{\"width\":16385}", "likeness.width: found 16385; allowed: an integer, 1 to 16384")]
    [InlineData("likeness", "{}", "likeness.width: found nothing; allowed: an integer")]
    [InlineData("likeness", "{\"width\":8,\"x\":1}", "likeness.x: found an unknown field; allowed: width")]
    public void What_does_not_is_named_with_what_is_allowed(string field, string json, string expected)
    {
        Write(field, json);
        var error = Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_directory.Path));
        Assert.Contains($"manifest.json: {expected}", error.Message);
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void A_gate_has_at_most_1024_subsystems(int count, bool isRead)
    {
        Write("gate", new JsonObject { ["subsystems"] = TinyModels.Array(Enumerable.Range(0, count).Select(i => $"s{i}")), ["threshold"] = 0.5 }.ToJsonString());
        if (isRead) Assert.Equal(count, ModelPackage.Open(_directory.Path).Backbone.Gate!.Subsystems.Count);
        else Assert.Contains("gate.subsystems: found 1025 names", Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_directory.Path)).Message);
    }

    [Theory]
    [InlineData("gate")]
    [InlineData("negated")]
    [InlineData("excluded")]
    [InlineData("likeness")]
    public void Only_a_backbone_has_them(string field)
    {
        var manifest = TinyModels.SubsystemManifest();
        manifest[field] = TinyReadouts.Fields()[field]!.DeepClone();
        TinyModels.Subsystem(_directory.Path, manifest);
        var error = Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_directory.Path));
        Assert.Contains($"manifest.json: {field}: found an unknown field", error.Message);
    }

    private void Write(string field, string json)
    {
        var manifest = TinyModels.BackboneManifest();
        manifest[field] = JsonNode.Parse(json);
        TinyModels.Backbone(_directory.Path, manifest);
    }
}
