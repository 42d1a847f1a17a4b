using System.Text.Json.Nodes;
using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_backbone_says_what_it_takes_and_offers()
    {
        var manifest = ModelPackage.Open(TinyModels.Backbone(_directory.Path), PackageKind.Backbone).Backbone;
        Assert.Equal(("tiny", "1.0.0", PackageKind.Backbone), (manifest.Name, manifest.Version, manifest.Kind));
        Assert.Equal((16, 3, WeightPrecision.Fp32), (manifest.MaxTokens, manifest.Layers, manifest.Precision));
        Assert.Equal([2, 3], manifest.Taps);
        Assert.Equal(3, manifest.HiddenOf(3));
        Assert.Equal(1.5, manifest.Metrics["validation.loss"]);
        Assert.Equal(new TrainingRecord("hand", 1, "7"), manifest.Training);
    }

    [Fact]
    public void A_subsystem_says_what_it_reads_and_answers()
    {
        var manifest = ModelPackage.Open(TinyModels.Subsystem(_directory.Path), PackageKind.Subsystem).Subsystem;
        Assert.Equal(new BackboneReference("tiny", "1.0.0"), manifest.Backbone);
        Assert.Equal((2, 1, 1.5, 0.5), (manifest.Tap, manifest.OwnLayers, manifest.Temperature, manifest.Threshold));
        Assert.Equal(TinyModels.Intents, manifest.Intents);
        Assert.Equal(TinyModels.SlotLabels, manifest.SlotLabels.Labels);
        Assert.Equal(["en"], manifest.Languages);
        Assert.Equal("", manifest.Description);
        Assert.Empty(manifest.LexiconTags);
    }

    [Fact]
    public void A_description_is_optional()
    {
        var manifest = TinyModels.SubsystemManifest();
        manifest["description"] = "Lights.";
        Assert.Equal("Lights.", ModelPackage.Open(TinyModels.Subsystem(_directory.Path, manifest)).Manifest.Description);
    }

    [Fact]
    public void A_lexicon_is_optional_and_comes_with_its_tags()
    {
        TinyModels.SubsystemWithLexicon(_directory.Path, "light\tdevice\n");
        var manifest = ModelPackage.Open(_directory.Path, PackageKind.Subsystem).Subsystem;
        Assert.Equal(TinyModels.LexiconTags, manifest.LexiconTags);
        Assert.Equal("lexicon.tsv", manifest.Files["lexicon"].Path);
        EditManifest(edited => edited.Remove("lexicon_tags"));
        Refused(PackageKind.Subsystem, "files.lexicon: found an unknown field; allowed: check, model");
    }

    [Theory]
    [InlineData("[]", "lexicon_tags: found 0 tags; allowed: 1 to 64")]
    [InlineData("[\"a\",\"a\"]", "lexicon_tags[1]: found \"a\"; allowed: names that are not empty, each once")]
    [InlineData("[\"\"]", "lexicon_tags[0]: found \"\"; allowed: names that are not empty, each once")]
    [InlineData("3", "lexicon_tags: found 3; allowed: an array of strings")]
    [InlineData("[\"a\"]", "files.lexicon: found nothing; allowed: an object")]
    public void Wrong_tags_of_a_lexicon_are_named_with_what_is_allowed(string json, string expected)
    {
        if (json == "[\"a\"]") TinyModels.Subsystem(_directory.Path);
        else TinyModels.SubsystemWithLexicon(_directory.Path, "light\tdevice\n");
        ReplaceInManifest("lexicon_tags", json);
        Refused(PackageKind.Subsystem, $"manifest.json: {expected}");
    }

    [Fact]
    public void More_tags_than_allowed_are_refused()
    {
        TinyModels.SubsystemWithLexicon(_directory.Path, "light\tdevice\n");
        ReplaceInManifest("lexicon_tags", $"[{string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"t{i}\""))}]");
        Refused(PackageKind.Subsystem, "manifest.json: lexicon_tags: found 65 tags; allowed: 1 to 64");
    }

    [Fact]
    public void A_package_of_another_kind_is_refused()
    {
        TinyModels.Subsystem(_directory.Path);
        Refused(PackageKind.Backbone, "manifest.json: kind: found subsystem; allowed: backbone");
    }

    [Fact]
    public void A_missing_package_and_a_missing_manifest_are_named()
    {
        var error = Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_directory.File("none")));
        Assert.EndsWith("none: there is no such package", error.Message);
        Refused(PackageKind.Backbone, "manifest.json: there is no such file");
    }

    [Theory]
    [InlineData("name")]
    [InlineData("version")]
    [InlineData("kind")]
    [InlineData("files")]
    [InlineData("precision")]
    [InlineData("training")]
    [InlineData("metrics")]
    [InlineData("backbone")]
    [InlineData("tap")]
    [InlineData("own_layers")]
    [InlineData("intents")]
    [InlineData("slot_labels")]
    [InlineData("temperature")]
    [InlineData("threshold")]
    [InlineData("languages")]
    public void A_missing_field_of_a_subsystem_is_named(string field)
    {
        TinyModels.Subsystem(_directory.Path);
        EditManifest(manifest => manifest.Remove(field));
        Refused(PackageKind.Subsystem, $"manifest.json: {field}: found nothing; allowed: ");
    }

    [Theory]
    [InlineData("tokenizer")]
    [InlineData("max_tokens")]
    [InlineData("layers")]
    [InlineData("hidden_per_layer")]
    [InlineData("taps")]
    public void A_missing_field_of_a_backbone_is_named(string field)
    {
        TinyModels.Backbone(_directory.Path);
        EditManifest(manifest => manifest.Remove(field));
        Refused(PackageKind.Backbone, $"manifest.json: {field}: found nothing; allowed: ");
    }

    [Theory]
    [InlineData("name", "7", "name: found 7; allowed: a string")]
    [InlineData("name", "\"IoT\"", "name: found \"IoT\"; allowed: lower-case letters")]
    [InlineData("version", "\"1.0\"", "version: found \"1.0\"; allowed: three numbers such as 1.0.0")]
    [InlineData("kind", "\"head\"", "kind: found \"head\"; allowed: backbone, subsystem, ranker or cutter")]
    [InlineData("precision", "\"fp8\"", "precision: found \"fp8\"; allowed: fp32, fp16 or int8")]
    [InlineData("tap", "\"2\"", "tap: found \"2\"; allowed: an integer")]
    [InlineData("tap", "2.5", "tap: found 2.5; allowed: an integer, 1 to 128")]
    [InlineData("tap", "0", "tap: found 0; allowed: an integer, 1 to 128")]
    [InlineData("own_layers", "-1", "own_layers: found -1; allowed: an integer, 0 to 128")]
    [InlineData("generation", "-1", "generation: found -1; allowed: an integer, 0 to 1000")]
    [InlineData("generation", "1001", "generation: found 1001; allowed: an integer, 0 to 1000")]
    [InlineData("temperature", "0", "temperature: found 0; allowed: above 0")]
    [InlineData("temperature", "null", "temperature: found null; allowed: a number")]
    [InlineData("threshold", "0", "threshold: found 0; allowed: above 0 and below 1")]
    [InlineData("threshold", "1", "threshold: found 1; allowed: above 0 and below 1")]
    [InlineData("threshold", "1e999", "threshold: found 1e999; allowed: a finite number")]
    [InlineData("intents", "[\"reject\"]", "intents: found 1 intents; allowed: reject and at least one more")]
    [InlineData("intents", "[\"light_on\",\"reject\"]", "intents[0]: found \"light_on\"; allowed: \"reject\"")]
    [InlineData("intents", "[\"reject\",\"a\",\"a\"]", "intents[2]: found \"a\"; allowed: names that are not empty, each once")]
    [InlineData("intents", "[\"reject\",3]", "intents[1]: found 3; allowed: a string")]
    [InlineData("slot_labels", "[]", "slot_labels: found no labels")]
    [InlineData("slot_labels", "[\"B-x\"]", "slot_labels: found B-x in the first place, which is for O")]
    [InlineData("slot_labels", "[\"O\",\"I-x\"]", "slot_labels: found I-x without B-x")]
    [InlineData("slot_labels", "[\"O\",\"x\"]", "slot_labels: found x, neither B-type nor I-type")]
    [InlineData("slot_labels", "[\"O\",\"B-\"]", "slot_labels: found B-, neither B-type nor I-type")]
    [InlineData("slot_labels", "[\"O\",\"B-x\",\"B-x\"]", "slot_labels: found B-x a second time")]
    [InlineData("languages", "[]", "languages: found no languages; allowed: at least one")]
    [InlineData("metrics", "{\"accuracy\":\"good\"}", "metrics.accuracy: found \"good\"; allowed: a number")]
    [InlineData("training", "{\"data\":\"x\",\"seed\":1}", "training.commit: found nothing; allowed: a string")]
    [InlineData("training", "{\"data\":\"x\",\"seed\":1,\"commit\":\"c\",\"by\":\"me\"}", "training.by: found an unknown field")]
    [InlineData("backbone", "{\"name\":\"tiny\"}", "backbone.version: found nothing")]
    public void A_wrong_field_of_a_subsystem_is_named_with_what_is_allowed(string field, string json, string expected)
    {
        TinyModels.Subsystem(_directory.Path);
        ReplaceInManifest(field, json);
        Refused(PackageKind.Subsystem, $"manifest.json: {expected}");
    }

    [Theory]
    [InlineData("tokenizer", "\"bpe\"", "tokenizer: found \"bpe\"; allowed: \"wordpiece\"")]
    [InlineData("max_tokens", "2", "max_tokens: found 2; allowed: an integer, 3 to 512")]
    [InlineData("max_tokens", "513", "max_tokens: found 513; allowed: an integer, 3 to 512")]
    [InlineData("hidden_per_layer", "[4,4]", "hidden_per_layer: found 2 widths; allowed: 3, one for each layer")]
    [InlineData("hidden_per_layer", "[4,0,3]", "hidden_per_layer[1]: found 0; allowed: an integer, 1 to 16384")]
    [InlineData("taps", "[]", "taps: found no taps; allowed: at least one layer")]
    [InlineData("taps", "[3,2]", "taps[1]: found 2 after 3; allowed: ascending layers")]
    [InlineData("taps", "[4]", "taps[0]: found 4; allowed: an integer, 1 to 3")]
    public void A_wrong_field_of_a_backbone_is_named_with_what_is_allowed(string field, string json, string expected)
    {
        TinyModels.Backbone(_directory.Path);
        ReplaceInManifest(field, json);
        Refused(PackageKind.Backbone, $"manifest.json: {expected}");
    }

    [Fact]
    public void An_unknown_field_is_named()
    {
        TinyModels.Subsystem(_directory.Path);
        EditManifest(manifest => manifest["treshold"] = 0.5);
        Refused(PackageKind.Subsystem, "manifest.json: treshold: found an unknown field; allowed: backbone, ");
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "the file: found an array; allowed: an object")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "not JSON")]
    public void A_manifest_that_is_no_json_object_is_refused(string content, string expected)
    {
        _directory.Write("manifest.json", content);
        Refused(PackageKind.Subsystem, $"manifest.json: {expected}");
    }

    [Fact]
    public void A_missing_role_and_an_unknown_role_are_named()
    {
        TinyModels.Subsystem(_directory.Path);
        EditManifest(manifest => manifest["files"]!.AsObject().Remove("check"));
        Refused(PackageKind.Subsystem, "files.check: found nothing; allowed: an object");
        EditManifest(manifest =>
        {
            manifest["files"]!["check"] = manifest["files"]!["model"]!.DeepClone();
            manifest["files"]!["notes"] = manifest["files"]!["model"]!.DeepClone();
        });
        Refused(PackageKind.Subsystem, "files.notes: found an unknown field; allowed: check, model");
    }

    [Fact]
    public void A_digest_has_64_lower_case_digits()
    {
        TinyModels.Subsystem(_directory.Path);
        EditManifest(manifest => manifest["files"]!["model"]!["sha256"] = new string('A', 64));
        Refused(PackageKind.Subsystem, "files.model.sha256: found \"AAAA");
    }

    [Fact]
    public void A_file_cut_short_is_refused()
    {
        TinyModels.Backbone(_directory.Path);
        var model = File.ReadAllBytes(_directory.File("model.onnx"));
        File.WriteAllBytes(_directory.File("model.onnx"), model[..(model.Length / 2)]);
        Refused(PackageKind.Backbone, "model.onnx: SHA-256: found ");
    }

    [Fact]
    public void A_file_edited_by_one_bit_is_refused()
    {
        TinyModels.Backbone(_directory.Path);
        var vocabulary = File.ReadAllBytes(_directory.File("vocab.txt"));
        vocabulary[^2] ^= 1;
        File.WriteAllBytes(_directory.File("vocab.txt"), vocabulary);
        Refused(PackageKind.Backbone, "vocab.txt: SHA-256: found ");
    }

    [Fact]
    public void Two_files_that_were_swapped_are_refused()
    {
        TinyModels.Subsystem(_directory.Path);
        File.Move(_directory.File("model.onnx"), _directory.File("other"));
        File.Move(_directory.File("check.json"), _directory.File("model.onnx"));
        File.Move(_directory.File("other"), _directory.File("check.json"));
        Refused(PackageKind.Subsystem, "model.onnx: SHA-256: found ");
    }

    [Fact]
    public void An_empty_file_and_a_missing_file_are_named()
    {
        TinyModels.Subsystem(_directory.Path);
        File.WriteAllBytes(_directory.File("model.onnx"), []);
        Refused(PackageKind.Subsystem, "model.onnx: the file is empty");
        File.Delete(_directory.File("model.onnx"));
        Refused(PackageKind.Subsystem, "model.onnx: there is no such file");
    }

    [Fact]
    public void A_manifest_of_more_than_a_mebibyte_is_refused()
    {
        _directory.Write("manifest.json", new string(' ', (1 << 20) + 1));
        Refused(PackageKind.Subsystem, "manifest.json: 1048577 bytes; allowed: at most 1048576");
    }

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../model.onnx")]
    [InlineData("./model.onnx")]
    [InlineData("a\\b")]
    [InlineData("")]
    public void A_path_that_leaves_the_package_is_refused(string path)
    {
        TinyModels.Subsystem(_directory.Path);
        EditManifest(manifest => manifest["files"]!["model"]!["path"] = path);
        Refused(PackageKind.Subsystem, $"files.model.path: found \"{path}\"; allowed: a relative path");
    }

    [Fact]
    public void A_link_that_leaves_the_package_is_refused_and_one_that_stays_is_followed()
    {
        using var elsewhere = new TemporaryDirectory();
        TinyModels.Subsystem(_directory.Path);
        File.Move(_directory.File("model.onnx"), elsewhere.File("model.onnx"));
        File.CreateSymbolicLink(_directory.File("model.onnx"), elsewhere.File("model.onnx"));
        Refused(PackageKind.Subsystem, "files.model.path: found \"model.onnx\", a link to ");

        File.Delete(_directory.File("model.onnx"));
        File.Move(elsewhere.File("model.onnx"), _directory.File("weights.onnx"));
        File.CreateSymbolicLink(_directory.File("model.onnx"), "weights.onnx");
        Assert.Equal("iot", ModelPackage.Open(_directory.Path).Manifest.Name);
    }

    [Fact]
    public void A_pipe_in_the_place_of_a_file_is_not_waited_for()
    {
        TinyModels.Subsystem(_directory.Path);
        File.Delete(_directory.File("model.onnx"));
        using var made = System.Diagnostics.Process.Start("mkfifo", [_directory.File("pipe")]);
        made.WaitForExit();
        File.CreateSymbolicLink(_directory.File("model.onnx"), "pipe");
        Refused(PackageKind.Subsystem, "the file is empty");
    }

    [Fact]
    public void A_manifest_that_is_a_link_out_of_the_package_is_refused()
    {
        using var elsewhere = new TemporaryDirectory();
        TinyModels.Subsystem(_directory.Path);
        File.Move(_directory.File("manifest.json"), elsewhere.File("manifest.json"));
        File.CreateSymbolicLink(_directory.File("manifest.json"), elsewhere.File("manifest.json"));
        Refused(PackageKind.Subsystem, "\"manifest.json\", a link to ");
    }

    [Fact]
    public void A_package_may_itself_be_reached_through_a_link()
    {
        using var elsewhere = new TemporaryDirectory();
        TinyModels.Subsystem(_directory.Path);
        Directory.CreateSymbolicLink(elsewhere.File("iot"), _directory.Path);
        Assert.Equal("iot", ModelPackage.Open(elsewhere.File("iot")).Manifest.Name);
    }

    private void EditManifest(Action<JsonObject> edit)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(_directory.File("manifest.json")))!.AsObject();
        edit(manifest);
        _directory.Write("manifest.json", manifest.ToJsonString());
    }

    // The value goes in as text, so that a number may be one that no node could hold.
    private void ReplaceInManifest(string field, string json)
    {
        EditManifest(manifest => manifest[field] = "@value@");
        _directory.Write("manifest.json", File.ReadAllText(_directory.File("manifest.json")).Replace("\"@value@\"", json, StringComparison.Ordinal));
    }

    private void Refused(PackageKind kind, string expected)
    {
        var error = Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_directory.Path, kind));
        Assert.Contains(expected, error.Message);
    }
}
