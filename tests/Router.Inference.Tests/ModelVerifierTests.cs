using System.Text.Json.Nodes;
using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

public sealed class ModelVerifierTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ModelVerifier _verifier = new(TestRuntime.Instance, Device.Cpu);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_backbone_that_answers_as_recorded_is_verified()
    {
        var found = _verifier.VerifyBackbone(Backbone(BackboneCheck()));
        Assert.Equal(1, found.Cases);
        Assert.InRange(found.LargestDifference, 0, 1e-5);
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("l2")]
    public void A_backbone_whose_states_differ_is_refused(string figure)
    {
        var check = BackboneCheck();
        var layer = check["cases"]![0]!["layers"]!["3"]!;
        layer[figure] = layer[figure]!.GetValue<double>() + 0.05;
        var error = Assert.Throws<ModelPackageException>(() => _verifier.VerifyBackbone(Backbone(check)));
        Assert.Contains($"check.json: cases[0].layers.3.{figure}: found ", error.Message);
    }

    [Theory]
    [InlineData("fp32", 0.0019, true)]
    [InlineData("fp32", 0.0021, false)]
    [InlineData("fp16", 0.0021, false)]
    [InlineData("int8", 0.499, true)]
    [InlineData("int8", 0.501, false)]
    public void A_backbone_may_differ_by_what_its_precision_allows(string precision, double difference, bool verified)
    {
        var check = BackboneCheck();
        var layer = check["cases"]![0]!["layers"]!["3"]!;
        layer["mean"] = layer["mean"]!.GetValue<double>() - difference;
        var package = Backbone(check, precision);
        if (verified) Assert.Equal(difference, _verifier.VerifyBackbone(package).LargestDifference, 1e-4);
        else Assert.Throws<ModelPackageException>(() => _verifier.VerifyBackbone(package));
    }

    [Fact]
    public void A_backbone_whose_tokenizer_differs_is_refused()
    {
        var check = BackboneCheck();
        check["cases"]![0]!["input_ids"] = new JsonArray(2, 5, 3);
        var error = Assert.Throws<ModelPackageException>(() => _verifier.VerifyBackbone(Backbone(check)));
        Assert.Contains("cases[0].input_ids: found 2 5 3; allowed: 2 5 9 3, which the tokenizer answers", error.Message);
    }

    [Fact]
    public void A_check_without_cases_is_refused()
    {
        var error = Assert.Throws<ModelPackageException>(() => _verifier.VerifyBackbone(Backbone(new JsonObject { ["cases"] = new JsonArray() })));
        Assert.Contains("check.json: cases: found no cases", error.Message);
    }

    [Fact]
    public void A_subsystem_that_answers_as_recorded_is_verified()
    {
        var backbone = Backbone(BackboneCheck());
        Assert.Equal(1, _verifier.VerifySubsystem(Subsystem(SubsystemCheck(backbone)), backbone).Cases);
    }

    [Theory]
    [InlineData("score")]
    [InlineData("intent_logits")]
    [InlineData("slot_argmax")]
    [InlineData("intent")]
    public void A_subsystem_whose_answers_differ_is_refused(string field)
    {
        var backbone = Backbone(BackboneCheck());
        var check = SubsystemCheck(backbone);
        var test = check["cases"]![0]!;
        if (field == "score") test[field] = 0.0;
        else if (field == "intent") test[field] = "light_none";
        else if (field == "slot_argmax") test[field] = new JsonArray([.. test[field]!.AsArray().Select(label => (JsonNode?)((label!.GetValue<int>() + 1) % 3))]);
        else test[field]![1] = test[field]![1]!.GetValue<float>() + 1;
        var error = Assert.Throws<ModelPackageException>(() => _verifier.VerifySubsystem(Subsystem(check), backbone));
        Assert.Contains($"check.json: cases[0].{field}", error.Message);
    }

    [Fact]
    public void A_ranker_is_verified_and_refused()
    {
        const string check = """
            {"cases":[{"verdicts":[{"subsystem":"iot","score":0.5,"margin":0,"top_probability":1,"slot_coverage":0}],
             "probabilities":{"iot":0.5744425168},"out_of_scope":0.4255574832}]}
            """;
        var package = ModelPackage.Open(TinyModels.Ranker(_directory.File("good"), check: check));
        Assert.Equal(1, ModelVerifier.VerifyRanker(package).Cases);

        var wrong = ModelPackage.Open(TinyModels.Ranker(_directory.File("wrong"), check: check.Replace("0.5744", "0.5844", StringComparison.Ordinal)));
        var error = Assert.Throws<ModelPackageException>(() => ModelVerifier.VerifyRanker(wrong));
        Assert.Contains("cases[0].probabilities.iot: found 0.5844", error.Message);
    }

    private ModelPackage Backbone(JsonObject check, string precision = "fp32")
    {
        var manifest = TinyModels.BackboneManifest();
        manifest["precision"] = precision;
        return ModelPackage.Open(TinyModels.Backbone(_directory.File("backbone"), manifest, check: check.ToJsonString()));
    }

    private ModelPackage Subsystem(JsonObject check) =>
        ModelPackage.Open(TinyModels.Subsystem(_directory.File("head"), check: check.ToJsonString()));

    private static JsonObject BackboneCheck() => TinyChecks.Backbone();

    private JsonObject SubsystemCheck(ModelPackage backbone) => TinyChecks.Subsystem(Subsystem([]), backbone, TestRuntime.Instance);
}
