using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference;

/// <summary>
/// Learned scores of slot labels that follow each other: the transitions of a linear-chain conditional random field (Lafferty,
/// McCallum and Pereira, 2001). What BIO forbids scores −∞.
/// </summary>
/// <remarks>Immutable, so any number of threads may share it.</remarks>
public sealed class SlotTransitions
{
    private readonly int _labels;
    private readonly double[] _start;
    private readonly double[] _into; // [next, previous]: what leads to a label lies side by side

    private SlotTransitions(int labels, double[] start, double[] into) => (_labels, _start, _into) = (labels, start, into);

    /// <summary>The score of a label on the first word, in natural logarithms; −∞ for <c>I-type</c>.</summary>
    public double Start(int label) => _start[label];

    /// <summary>The scores of reaching a label from each label, in natural logarithms; −∞ where BIO forbids it.</summary>
    public ReadOnlySpan<double> Into(int label) => _into.AsSpan(label * _labels, _labels);

    /// <summary>Creates the transitions of a set of labels.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="start">The score of each label on the first word.</param>
    /// <param name="after"><c>[previous, next]</c>; entries that BIO forbids are not read.</param>
    /// <exception cref="ArgumentException">The scores are not as many as the labels ask for, or one that BIO allows is not finite.</exception>
    public static SlotTransitions Create(SlotLabels labels, ReadOnlySpan<double> start, ReadOnlySpan<double> after)
    {
        var count = labels.Count;
        if (start.Length != count) throw new ArgumentException($"{start.Length} scores; {count} expected", nameof(start));
        if (after.Length != count * count) throw new ArgumentException($"{after.Length} scores; {count * count} expected", nameof(after));
        var (first, into) = (new double[count], new double[count * count]);
        for (var next = 0; next < count; next++)
        {
            first[next] = Legal(labels, -1, next, start[next], nameof(start));
            for (var previous = 0; previous < count; previous++)
                into[(next * count) + previous] = Legal(labels, previous, next, after[(previous * count) + next], nameof(after));
        }
        return new SlotTransitions(count, first, into);
    }

    /// <summary>Reads <c>transitions.json</c> of a package.</summary>
    /// <exception cref="ModelPackageException">A field is missing, unknown or of another shape, or a score is not a finite number.</exception>
    internal static SlotTransitions Parse(string file, byte[] content, SlotLabels labels)
    {
        var fields = JsonFields.Parse(file, content);
        var start = Scores(fields, "start", labels.Count);
        var rows = fields.Objects("after");
        if (rows.Count != labels.Count) throw fields.Wrong("after", $"{rows.Count} labels", $"{labels.Count}, one for each slot label");
        var after = new List<double>(labels.Count * labels.Count);
        for (var label = 0; label < rows.Count; label++)
        {
            if (rows[label].Text("label") is var name && name != labels.Labels[label])
                throw rows[label].Wrong("label", PackageError.Quote(name), PackageError.Quote(labels.Labels[label]));
            after.AddRange(Scores(rows[label], "scores", labels.Count));
            rows[label].NothingElse();
        }
        fields.NothingElse();
        return Create(labels, [.. start], [.. after]);
    }

    private static IReadOnlyList<double> Scores(JsonFields fields, string field, int count)
    {
        var scores = fields.Numbers(field);
        return scores.Count == count ? scores : throw fields.Wrong(field, $"{scores.Count} numbers", $"{count}, one for each slot label");
    }

    private static double Legal(SlotLabels labels, int previous, int next, double score, string parameter)
    {
        if (!labels.MayFollow(previous, next)) return double.NegativeInfinity;
        return double.IsFinite(score) ? score : throw new ArgumentException($"the score of {labels.Labels[next]} is {score}", parameter);
    }
}
