namespace Router.ValueCases;

/// <summary>Judges what a reader found in the cases of one language. docs/values-map.md tells by which rules.</summary>
internal sealed class Comparison(IReader reader)
{
    private readonly Dictionary<string, Tally> _kinds = new(StringComparer.Ordinal);
    private readonly List<double> _microseconds = [];

    /// <summary>What went wrong, in words.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The median of a sentence; null where it read none.</summary>
    public double? Microseconds => _microseconds.Count > 0 ? _microseconds.Order().ElementAt(_microseconds.Count / 2) : null;

    /// <summary>Of a kind; null where the reader does not claim it.</summary>
    public Tally? Of(string kind) => _kinds.GetValueOrDefault(kind);

    public void Add(ValueCase @case, Answer? answer)
    {
        if (answer is null) return;
        _microseconds.Add(answer.Microseconds);
        var claimed = @case.Results.Where(expected => reader.Claims(@case, Kinds.Of(expected))).ToList();
        if (claimed.Count == 0 && @case.Results.Count > 0) return;
        var left = answer.Findings.Where(finding => !@case.Results.Any(expected => !claimed.Contains(expected) && Overlap(expected, finding))).ToList();
        foreach (var expected in claimed) Judge(@case, expected, left);
        var first = TallyOf(claimed.Count > 0 ? Kinds.Of(claimed[0]) : Kinds.Nothing);
        if (claimed.Count == 0) first.Count++;
        first.Extra += left.Count;
        foreach (var finding in left) Blame(@case, $"[{@case.Text[finding.Start..Math.Min(finding.End, @case.Text.Length)]}] is too much");
    }

    private void Judge(ValueCase @case, Expected expected, List<Finding> left)
    {
        var tally = TallyOf(Kinds.Of(expected));
        tally.Count++;
        var place = Edges.Trim(@case.Text, expected.Start, expected.End);
        var found = left.Where(finding => Overlap(expected, finding))
            .OrderByDescending(finding => Edges.Trim(@case.Text, finding.Start, finding.End) == place).ThenByDescending(finding => IsRight(expected, finding)).FirstOrDefault();
        if (found is null)
        {
            Blame(@case, $"{expected.Type} [{@case.Text[expected.Start..expected.End]}] is missing");
            return;
        }
        left.Remove(found);
        if (Edges.Trim(@case.Text, found.Start, found.End) == place) tally.Exact++;
        if (IsRight(expected, found))
        {
            tally.Right++;
            return;
        }
        tally.Wrong++;
        Blame(@case, $"{expected.Type} [{@case.Text[found.Start..Math.Min(found.End, @case.Text.Length)]}] is {string.Join(" or ", found.Values)}, not {string.Join(" or ", expected.Right)}");
    }

    private static bool IsRight(Expected expected, Finding finding) => finding.Values.Any(value => expected.Right.Contains(value));

    private static bool Overlap(Expected expected, Finding finding) => finding.Start < expected.End && expected.Start < finding.End;

    private Tally TallyOf(string kind)
    {
        if (!_kinds.TryGetValue(kind, out var tally)) _kinds[kind] = tally = new Tally();
        return tally;
    }

    private void Blame(ValueCase @case, string fault) => Faults.Add($"{reader.Name}, {@case.Text}: {fault}");
}
