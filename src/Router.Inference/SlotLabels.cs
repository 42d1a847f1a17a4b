namespace Router.Inference;

/// <summary>
/// A set of BIO labels: <c>O</c> first, then <c>B-type</c> (a slot begins) and <c>I-type</c> (it goes on); a type that can go
/// on can begin (Ramshaw and Marcus, 1995).
/// </summary>
public sealed class SlotLabels
{
    private readonly string[] _labels;
    private readonly string[] _types;
    private readonly int[] _beginOf;
    private readonly bool[] _continues;

    private SlotLabels(string[] labels, string[] types, bool[] continues, int[] beginOf) =>
        (_labels, _types, _continues, _beginOf) = (labels, types, continues, beginOf);

    /// <summary>The labels in the order of the model's output.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>Number of labels.</summary>
    public int Count => _labels.Length;

    /// <summary>The slot type of a label; empty for <c>O</c>.</summary>
    public string TypeOf(int label) => _types[label];

    /// <summary>True for <c>I-type</c>.</summary>
    public bool Continues(int label) => _continues[label];

    /// <summary>For <c>I-type</c> the index of <c>B-type</c>; for any other label its own.</summary>
    public int BeginOf(int label) => _beginOf[label];

    /// <summary>Whether <paramref name="next"/> may follow <paramref name="previous"/>; −1 stands for the start of the text.</summary>
    public bool MayFollow(int previous, int next) =>
        !_continues[next] || (previous >= 0 && _beginOf[previous] == _beginOf[next]);

    /// <summary>Reads a set of labels.</summary>
    /// <returns>The set; null when it is not well formed, and then <paramref name="problem"/> says why.</returns>
    public static SlotLabels? TryCreate(IReadOnlyList<string> labels, out string problem)
    {
        var (types, continues, beginOf) = (new string[labels.Count], new bool[labels.Count], new int[labels.Count]);
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
        {
            problem = ProblemWith(labels[i], i, index);
            if (problem.Length > 0) return null;
            types[i] = i == 0 ? "" : labels[i][2..];
        }
        for (var i = 0; i < labels.Count; i++)
        {
            continues[i] = i > 0 && labels[i][0] == 'I';
            problem = $"{labels[i]} without B-{types[i]}";
            if (!index.TryGetValue(continues[i] ? $"B-{types[i]}" : labels[i], out beginOf[i])) return null;
        }
        problem = labels.Count == 0 ? "no labels" : "";
        return labels.Count == 0 ? null : new SlotLabels([.. labels], types, continues, beginOf);
    }

    private static string ProblemWith(string label, int position, Dictionary<string, int> seen)
    {
        if (position == 0 && label != "O") return $"{label} in the first place, which is for O";
        if (position > 0 && (label.Length < 3 || label[0] is not ('B' or 'I') || label[1] != '-')) return $"{label}, neither B-type nor I-type";
        return seen.TryAdd(label, position) ? "" : $"{label} a second time";
    }
}
