namespace Router.ValueCases;

/// <summary>What was found, in the form of what is expected.</summary>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Value">Its value in the form of <see cref="Canonical"/>.</param>
internal sealed record Found(int Start, int End, string Value);

/// <summary>Whether a case passed, and what is wrong where it did not.</summary>
/// <param name="Case">The case.</param>
/// <param name="Wrong">What is wrong, in words; empty when the case passed.</param>
internal sealed record Judgement(ValueCase Case, IReadOnlyList<string> Wrong)
{
    public bool Passed => Wrong.Count == 0;

    /// <summary>Every expected expression is found with its span and a right value, and nothing else is.</summary>
    public static Judgement Of(ValueCase @case, IReadOnlyList<Found> found)
    {
        var wrong = new List<string>();
        foreach (var expected in @case.Results)
        {
            var right = string.Join(" or ", expected.Right.Distinct(StringComparer.Ordinal));
            var same = found.FirstOrDefault(one => one.Start == expected.Start && one.End == expected.End);
            if (same is null) wrong.Add($"{expected.Type} {Cut(@case.Text, expected.Start, expected.End)} is missing ({right})");
            else if (!expected.Right.Contains(same.Value)) wrong.Add($"{expected.Type} {Cut(@case.Text, same.Start, same.End)} is {same.Value}, not {right}");
        }
        wrong.AddRange(found.Where(one => @case.Results.All(expected => expected.Start != one.Start || expected.End != one.End))
            .Select(one => $"{Cut(@case.Text, one.Start, one.End)} is too much ({one.Value})"));
        return new Judgement(@case, wrong);
    }

    private static string Cut(string text, int start, int end) => $"[{text[start..Math.Min(end, text.Length)]}] {start}-{end}";
}
