using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Router.Language.Tests.Tokens;

namespace Router.Inference.Tests.Support;

/// <summary>
/// Packages whose answers can be worked out by hand. Backbone: three layers of widths 4, 4 and 3; <c>layer_1 = E[ids]</c>,
/// <c>layer_2 = 2·layer_1</c>, <c>layer_3</c> = its first three columns. Head on layer 2 or 3: logits are products with W and V.
/// </summary>
internal static class TinyModels
{
    public const int Width = 4;
    public static readonly int[] Widths = [4, 4, 3];
    public static readonly string[] Intents = ["reject", "light_on", "light_off"];
    public static readonly string[] SlotLabels = ["O", "B-place", "I-place"];

    public static readonly string[] LexiconTags = ["device", "place"];

    /// <summary>State of piece <paramref name="id"/> at layer 1.</summary>
    public static float Embedding(int id, int column) => ((id * 7) + (column * 3)) % 11 / 10f;

    public static float IntentWeight(int row, int column) => ((row * 5) + (column * 2)) % 7 / 7f;

    public static float SlotWeight(int row, int column) => ((row * 3) + (column * 4)) % 5 / 5f;

    public static float TagWeight(int column) => column + 1;

    public static OnnxModel BackboneGraph(string finalOutput = "layer_3", int finalWidth = 3) => new OnnxModel()
        .Input("input_ids", OnnxModel.Int64, "B", "T")
        .Input("attention_mask", OnnxModel.Int64, "B", "T")
        .Output("layer_2", OnnxModel.Float, "B", "T", 4)
        .Output(finalOutput, OnnxModel.Float, "B", "T", finalWidth)
        .Floats("E", [TinyTokenizer.Pieces.Length, Width], Table(TinyTokenizer.Pieces.Length, Width, Embedding))
        .Floats("P", [4, finalWidth], Table(4, finalWidth, (row, column) => row == column ? 1 : 0))
        .Longs("last", -1)
        .Node("Gather", ["E", "input_ids"], ["embedded"], ("axis", 0))
        .Node("Cast", ["attention_mask"], ["mask"], ("to", OnnxModel.Float))
        .Node("Unsqueeze", ["mask", "last"], ["mask3"])
        .Node("Mul", ["embedded", "mask3"], ["layer_1"])
        .Node("Add", ["layer_1", "layer_1"], ["layer_2"])
        .Node("MatMul", ["layer_2", "P"], [finalOutput]);

    /// <summary>Intent logits: sum over the tokens of state × W. Slot logits: state × V. With ids, they are added to column 0.</summary>
    /// <remarks>With <paramref name="tagColumns"/> above 0 the tags of a token, weighted 1, 2, 3, …, are added to all columns.</remarks>
    public static OnnxModel HeadGraph(
        int width = 4, bool takesIds = false, int intents = 3, string slotOutput = "slot_logits", int tagColumns = 0)
    {
        var model = new OnnxModel()
            .Input("hidden", OnnxModel.Float, "B", "T", width)
            .Input("attention_mask", OnnxModel.Int64, "B", "T")
            .Output("intent_logits", OnnxModel.Float, "B", intents)
            .Output(slotOutput, OnnxModel.Float, "B", "T", SlotLabels.Length)
            .Floats("W", [width, intents], Table(width, intents, IntentWeight))
            .Floats("V", [width, SlotLabels.Length], Table(width, SlotLabels.Length, SlotWeight))
            .Longs("last", -1)
            .Longs("tokens", 1)
            .Node("Cast", ["attention_mask"], ["mask"], ("to", OnnxModel.Float))
            .Node("Unsqueeze", ["mask", "last"], ["mask3"])
            .Node("Mul", ["hidden", "mask3"], ["seen"]);
        if (takesIds)
        {
            model.Input("input_ids", OnnxModel.Int64, "B", "T")
                .Node("Cast", ["input_ids"], ["numbers"], ("to", OnnxModel.Float))
                .Node("Unsqueeze", ["numbers", "last"], ["numbers3"])
                .Node("Add", ["seen", "numbers3"], ["read"]);
        }
        var states = takesIds ? "read" : "seen";
        if (tagColumns > 0)
        {
            model.Input("lexicon_tags", OnnxModel.Float, "B", "T", tagColumns)
                .Floats("K", [tagColumns, 1], Table(tagColumns, 1, (row, _) => TagWeight(row)))
                .Node("MatMul", ["lexicon_tags", "K"], ["known"])
                .Node("Mul", ["known", "mask3"], ["knownSeen"])
                .Node("Add", [states, "knownSeen"], ["informed"]);
            states = "informed";
        }
        return model
            .Node("ReduceSum", [states, "tokens"], ["pooled"], ("keepdims", 0))
            .Node("MatMul", ["pooled", "W"], ["intent_logits"])
            .Node("MatMul", [states, "V"], [slotOutput]);
    }

    public static JsonObject BackboneManifest() => new()
    {
        ["name"] = "tiny",
        ["version"] = "1.0.0",
        ["kind"] = "backbone",
        ["precision"] = "fp32",
        ["training"] = Training(),
        ["metrics"] = new JsonObject { ["validation"] = new JsonObject { ["loss"] = 1.5 } },
        ["tokenizer"] = "wordpiece",
        ["max_tokens"] = 16,
        ["layers"] = 3,
        ["hidden_per_layer"] = new JsonArray(4, 4, 3),
        ["taps"] = new JsonArray(2, 3),
    };

    public static JsonObject SubsystemManifest() => new()
    {
        ["name"] = "iot",
        ["version"] = "1.0.0",
        ["kind"] = "subsystem",
        ["precision"] = "fp32",
        ["training"] = Training(),
        ["metrics"] = new JsonObject { ["accuracy"] = 0.9 },
        ["backbone"] = new JsonObject { ["name"] = "tiny", ["version"] = "1.0.0" },
        ["tap"] = 2,
        ["own_layers"] = 1,
        ["intents"] = Array(Intents),
        ["slot_labels"] = Array(SlotLabels),
        ["temperature"] = 1.5,
        ["threshold"] = 0.5,
        ["languages"] = new JsonArray("en"),
    };

    public static JsonObject RankerManifest() => new()
    {
        ["name"] = "ranker",
        ["version"] = "1.0.0",
        ["kind"] = "ranker",
        ["precision"] = "fp32",
        ["training"] = Training(),
        ["metrics"] = new JsonObject(),
    };

    public const string RankerWeights = """
        {"features":["accept_logit","margin","log_top","slot_coverage","lead"],
         "weights":[0.5,1.0,0.25,0.75,0.1],"bias":-0.5,"accept_threshold":0.5,"ambiguity_margin":0.1}
        """;

    public static string Backbone(string directory, JsonObject? manifest = null, byte[]? model = null, string? check = null) =>
        Write(directory, manifest ?? BackboneManifest(), new()
        {
            ["model"] = ("model.onnx", model ?? BackboneGraph().ToBytes()),
            ["vocabulary"] = ("vocab.txt", TinyTokenizer.Bytes(string.Join('\n', TinyTokenizer.Pieces) + "\n")),
            ["characters"] = ("characters.txt", TinyTokenizer.Bytes(TinyTokenizer.CharactersWithCase)),
            ["check"] = ("check.json", TinyTokenizer.Bytes(check ?? "{\"cases\":[]}")),
        });

    public static string Subsystem(
        string directory, JsonObject? manifest = null, byte[]? model = null, string? check = null, string? transitions = null)
    {
        var files = new Dictionary<string, (string Name, byte[] Content)>
        {
            ["model"] = ("model.onnx", model ?? HeadGraph().ToBytes()),
            ["check"] = ("check.json", TinyTokenizer.Bytes(check ?? "{\"cases\":[]}")),
        };
        if (transitions is not null) files["transitions"] = ("transitions.json", TinyTokenizer.Bytes(transitions));
        return Write(directory, manifest ?? SubsystemManifest(), files);
    }

    /// <summary>A head with a lexicon of two tags.</summary>
    public static string SubsystemWithLexicon(string directory, string lexicon, JsonObject? manifest = null, byte[]? model = null)
    {
        manifest ??= SubsystemManifest();
        manifest["lexicon_tags"] ??= Array(LexiconTags);
        return Write(directory, manifest, new()
        {
            ["model"] = ("model.onnx", model ?? HeadGraph(tagColumns: 5).ToBytes()),
            ["check"] = ("check.json", TinyTokenizer.Bytes("{\"cases\":[]}")),
            ["lexicon"] = ("lexicon.tsv", TinyTokenizer.Bytes(lexicon)),
        });
    }

    public static string Ranker(string directory, string? weights = null, string? check = null) =>
        Write(directory, RankerManifest(), new()
        {
            ["weights"] = ("ranker.json", TinyTokenizer.Bytes(weights ?? RankerWeights)),
            ["check"] = ("check.json", TinyTokenizer.Bytes(check ?? "{\"cases\":[]}")),
        });

    public static string Cutter(string directory, string weights, string? check = null)
    {
        var manifest = RankerManifest();
        (manifest["name"], manifest["kind"]) = ("cutter", "cutter");
        return Write(directory, manifest, new()
        {
            ["weights"] = ("cutter.json", TinyTokenizer.Bytes(weights)),
            ["check"] = ("check.json", TinyTokenizer.Bytes(check ?? "{\"cases\":[]}")),
        });
    }

    public static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode?)value)]);

    private static string Write(string directory, JsonObject manifest, Dictionary<string, (string Name, byte[] Content)> files)
    {
        Directory.CreateDirectory(directory);
        var entries = new JsonObject();
        foreach (var (role, (name, content)) in files)
        {
            File.WriteAllBytes(Path.Combine(directory, name), content);
            entries[role] = new JsonObject { ["path"] = name, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)) };
        }
        manifest["files"] ??= entries;
        File.WriteAllText(Path.Combine(directory, "manifest.json"), manifest.ToJsonString());
        return directory;
    }

    private static JsonObject Training() =>
        new() { ["data"] = new JsonArray("hand"), ["seed"] = 1, ["commit"] = 7.ToString(CultureInfo.InvariantCulture) };

    private static float[] Table(int rows, int columns, Func<int, int, float> value) =>
        [.. from row in Enumerable.Range(0, rows) from column in Enumerable.Range(0, columns) select value(row, column)];
}
