using System.Text.Json.Nodes;

namespace Router.Inference.Tests.Support;

/// <summary>What <c>check.json</c> of the packages of <see cref="TinyModels"/> holds.</summary>
internal static class TinyChecks
{
    public static JsonObject Backbone()
    {
        int[] ids = [2, 5, 9, 3];
        var layers = new JsonObject();
        foreach (var (layer, width) in new[] { (2, 4), (3, 3) })
        {
            var values = ids.SelectMany(id => Enumerable.Range(0, width).Select(column => 2.0 * TinyModels.Embedding(id, column))).ToArray();
            layers[$"{layer}"] = new JsonObject
            {
                ["first"] = new JsonArray([.. values.Take(width).Select(value => (JsonNode?)value)]),
                ["mean"] = values.Average(),
                ["l2"] = Math.Sqrt(values.Sum(value => value * value)),
            };
        }
        var test = new JsonObject { ["text"] = "turn on", ["input_ids"] = new JsonArray(2, 5, 9, 3), ["layers"] = layers };
        return new JsonObject { ["cases"] = new JsonArray(test) };
    }

    /// <summary>What a head answers now, as the trainer would have recorded it.</summary>
    public static JsonObject Subsystem(ModelPackage package, ModelPackage backbonePackage, InferenceRuntime runtime)
    {
        using var backbone = BackboneModel.Load(backbonePackage, runtime, Device.Cpu, new HashSet<int> { 2 });
        using var head = HeadModel.Load(package, runtime, backbone.Manifest, tokenizer: backbone.Tokenizer);
        var text = backbone.Tokenizer.Tokenize("turn the lighting on");
        var states = backbone.Run([text]);
        var results = new HeadResult[1];
        head.Run(states, [text], results);
        states.Release();
        var slots = head.SlotLogitsOf(0).ToArray().Chunk(3).Select(row => Array.IndexOf(row, row.Max()));
        var test = new JsonObject
        {
            ["text"] = text.Text,
            ["intent_logits"] = new JsonArray([.. head.IntentLogitsOf(0).ToArray().Select(logit => (JsonNode?)logit)]),
            ["slot_argmax"] = new JsonArray([.. slots.Select(label => (JsonNode?)label)]),
            ["intent"] = results[0].Intent,
            ["score"] = results[0].Score,
        };
        return new JsonObject { ["cases"] = new JsonArray(test) };
    }
}
