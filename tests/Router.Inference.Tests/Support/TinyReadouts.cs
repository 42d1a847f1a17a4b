using System.Text.Json.Nodes;

namespace Router.Inference.Tests.Support;

/// <summary>
/// The tiny backbone with outputs of its own beside the layers: of the sum p of a text's states at layer 2, <c>gate = σ(p·G)</c>,
/// <c>negated = σ(p·N)</c> and <c>likeness</c>, p·L at length 1; of every token's layer 3, <c>excluded = σ(x·X)</c>.
/// </summary>
internal static class TinyReadouts
{
    public const int LikenessWidth = 10;
    public static readonly string[] Names = ["gate", "negated", "excluded", "likeness"];
    public static readonly string[] Subsystems = ["iot", "music"];

    /// <param name="raw">An output without its last step, so neither a probability nor of length 1.</param>
    public static OnnxModel Graph(string raw = "") => TinyModels.BackboneGraph()
        .Output("gate", OnnxModel.Float, "B", Subsystems.Length)
        .Output("negated", OnnxModel.Float, "B", 1)
        .Output("excluded", OnnxModel.Float, "B", "T", 1)
        .Output("likeness", OnnxModel.Float, "B", LikenessWidth)
        .Floats("G", [4, Subsystems.Length], Table(4, Subsystems.Length))
        .Floats("N", [4, 1], Table(4, 1))
        .Floats("X", [3, 1], Table(3, 1))
        .Floats("L", [4, LikenessWidth], Table(4, LikenessWidth))
        .Longs("one", 1)
        .Node("ReduceSum", ["layer_2", "one"], ["pooled"], ("keepdims", 0))
        .Node("MatMul", ["pooled", "G"], ["g"]).Node(Last("gate", raw), ["g"], ["gate"])
        .Node("MatMul", ["pooled", "N"], ["n"]).Node(Last("negated", raw), ["n"], ["negated"])
        .Node("MatMul", ["layer_3", "X"], ["x"]).Node(Last("excluded", raw), ["x"], ["excluded"])
        .Node("MatMul", ["pooled", "L"], ["l"]).Node("Mul", ["l", "l"], ["squares"])
        .Node("ReduceSum", ["squares", "one"], ["sum"], ("keepdims", 1)).Node("Sqrt", ["sum"], ["length"])
        .Node(raw == "likeness" ? "Max" : "Div", ["l", "length"], ["likeness"]);

    public static JsonObject Manifest()
    {
        var manifest = TinyModels.BackboneManifest();
        foreach (var (name, value) in Fields()) manifest[name] = value?.DeepClone();
        return manifest;
    }

    /// <summary>The fields of the outputs.</summary>
    public static JsonObject Fields() => new()
    {
        ["gate"] = new JsonObject { ["subsystems"] = TinyModels.Array(Subsystems), ["threshold"] = 0.25 },
        ["negated"] = new JsonObject { ["threshold"] = 0.5 },
        ["excluded"] = new JsonObject { ["threshold"] = 0.75 },
        ["likeness"] = new JsonObject { ["width"] = LikenessWidth },
    };

    /// <summary>What a text answers, as a case of <c>check.json</c> has it.</summary>
    public static JsonObject Answers(int[] ids, string raw = "")
    {
        double State(int id, int column) => 2.0 * TinyModels.Embedding(id, column);
        var pooled = Enumerable.Range(0, 4).Select(column => ids.Sum(id => State(id, column))).ToArray();
        double Pooled(int column) => pooled.Select((value, row) => value * Weight(row, column)).Sum();
        double End(string name, double value) => raw == name ? value : 1 / (1 + Math.Exp(-value));
        var likeness = Enumerable.Range(0, LikenessWidth).Select(Pooled).ToArray();
        var length = Math.Sqrt(likeness.Sum(value => value * value));
        return new JsonObject
        {
            ["gate"] = Numbers(Enumerable.Range(0, Subsystems.Length).Select(column => End("gate", Pooled(column)))),
            ["negated"] = Numbers([End("negated", Pooled(0))]),
            ["excluded"] = Numbers(ids.Select(id => End("excluded", Enumerable.Range(0, 3).Sum(row => State(id, row) * Weight(row, 0))))),
            ["likeness"] = Numbers(likeness.Take(8).Select(value => raw == "likeness" ? Math.Max(value, length) : value / length)),
        };
    }

    private static string Last(string name, string raw) => raw == name ? "Identity" : "Sigmoid";

    private static float Weight(int row, int column) => (((row * 5) + (column * 3)) % 7 / 4f) - 0.6f;

    private static float[] Table(int rows, int columns) =>
        [.. from row in Enumerable.Range(0, rows) from column in Enumerable.Range(0, columns) select Weight(row, column)];

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => (JsonNode?)value)]);
}
