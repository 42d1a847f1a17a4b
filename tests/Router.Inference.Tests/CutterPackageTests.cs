using System.Text.Json.Nodes;
using Router.Inference.Tests.Support;
using Router.Language.Cutting;
using Router.Language.Tests.Tokens;

namespace Router.Inference.Tests;

public sealed class CutterPackageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Weights_are_read_by_the_names_of_their_features()
    {
        var model = CutterPackage.Parse("cutter.json", TinyTokenizer.Bytes(Weights().ToJsonString()));

        Assert.Equal(-2, model.Bias);
        Assert.Equal(Enumerable.Range(0, CutFeatures.Names.Length).Select(i => i / 4.0), model.Weights.ToArray());
    }

    [Theory]
    [InlineData("bias", null, "bias: found nothing; allowed: a number")]
    [InlineData("bias", "\"1\"", "bias: found \"1\"; allowed: a number")]
    [InlineData("bias", "1e999", "bias: found 1e999; allowed: a finite number")]
    [InlineData("offset", "1", "offset: found an unknown field; allowed: bias, weights")]
    [InlineData("weights", "[]", "weights: found an array; allowed: an object")]
    [InlineData("weights.sequel", null, "weights.sequel: found nothing; allowed: a number")]
    [InlineData("weights.sequel", "null", "weights.sequel: found null; allowed: a number")]
    [InlineData("weights.prequel", "1", "weights.prequel: found an unknown field; allowed: ")]
    public void Broken_weights_are_refused_with_their_field(string field, string? value, string expected)
    {
        var weights = Weights();
        var (parent, name) = field.StartsWith("weights.", StringComparison.Ordinal) ? (weights["weights"]!.AsObject(), field[8..]) : (weights, field);
        parent.Remove(name);
        if (value is not null) parent[name] = "VALUE";
        var json = weights.ToJsonString().Replace("\"VALUE\"", value, StringComparison.Ordinal);

        var error = Assert.Throws<ModelPackageException>(() => CutterPackage.Parse("cutter.json", TinyTokenizer.Bytes(json)));
        Assert.StartsWith($"cutter.json: {expected}", error.Message);
    }

    [Fact]
    public void A_package_of_another_kind_is_no_cutter_and_a_cutter_is_of_no_other()
    {
        var ranker = ModelPackage.Open(TinyModels.Ranker(_directory.File("ranker")));
        Assert.Contains("kind: found ranker; allowed: cutter", Assert.Throws<ModelPackageException>(() => CutterPackage.Load(ranker)).Message);
        var cutter = Package();
        Assert.Contains("kind: found cutter; allowed: ranker", Assert.Throws<ModelPackageException>(() => RankerModel.Load(cutter)).Message);
        Assert.Contains("kind: found cutter; allowed: backbone", Assert.Throws<ModelPackageException>(() => cutter.Backbone).Message);
    }

    [Fact]
    public void A_file_that_is_not_the_manifests_is_named_with_both_hashes()
    {
        var package = Package();
        File.AppendAllText(Path.Combine(package.Directory, "cutter.json"), " ");
        var error = Assert.Throws<ModelPackageException>(() => ModelPackage.Open(package.Directory));
        Assert.Contains("cutter.json: SHA-256: found ", error.Message);
        Assert.Contains($"{package.Manifest.Files["weights"].Sha256} (files.weights.sha256 in manifest.json)", error.Message);
    }

    [Theory]
    [InlineData("tap", "manifest.json: tap: found an unknown field")]
    [InlineData("files.model", "manifest.json: files.model: found an unknown field; allowed: check, weights")]
    public void A_manifest_has_no_other_field(string field, string expected)
    {
        var file = Path.Combine(Package().Directory, "manifest.json");
        var manifest = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        if (field == "tap") manifest["tap"] = 1;
        else manifest["files"]!["model"] = manifest["files"]!["weights"]!.DeepClone();
        File.WriteAllText(file, manifest.ToJsonString());

        Assert.Contains(expected, Assert.Throws<ModelPackageException>(() => ModelPackage.Open(Path.GetDirectoryName(file)!)).Message);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.0018, true)]
    [InlineData(0.0022, false)]
    public void A_cutter_is_verified_against_its_recorded_log_odds(double difference, bool verified)
    {
        var features = new JsonObject();
        foreach (var name in CutFeatures.Names) features[name] = name == "whole_logit" ? 2 : 0;
        var check = new JsonObject { ["cases"] = new JsonArray(new JsonObject { ["features"] = features, ["logit"] = -1 + difference }) };
        var package = ModelPackage.Open(TinyModels.Cutter(_directory.File("checked"), Weights().ToJsonString(), check.ToJsonString()));

        if (verified) Assert.Equal(difference, ModelVerifier.VerifyCutter(package).LargestDifference, 1e-6);
        else Assert.Contains("check.json: cases[0].logit: found ", Assert.Throws<ModelPackageException>(() => ModelVerifier.VerifyCutter(package)).Message);
    }

    [Fact]
    public void A_cutter_without_recorded_log_odds_is_not_verified() =>
        Assert.Contains("cases: found no cases", Assert.Throws<ModelPackageException>(() => ModelVerifier.VerifyCutter(Package())).Message);

    private ModelPackage Package() => ModelPackage.Open(TinyModels.Cutter(_directory.File("cutter"), Weights().ToJsonString()));

    /// <summary>The bias is -2, the weights 0, 0.25, 0.5 and so on.</summary>
    private static JsonObject Weights()
    {
        var weights = new JsonObject();
        foreach (var (i, name) in CutFeatures.Names.Index()) weights[name] = i / 4.0;
        return new JsonObject { ["bias"] = -2, ["weights"] = weights };
    }
}
