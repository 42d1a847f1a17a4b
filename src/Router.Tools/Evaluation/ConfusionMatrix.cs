using Router.Host;

namespace Router.Tools.Evaluation;

/// <summary>Who got the texts of whom.</summary>
/// <param name="Wanted">Names of the rows: the subsystems, then <c>outOfScope</c>, as far as the labels have them.</param>
/// <param name="Answered">Names of the columns: the subsystems, <c>outOfScope</c>, <c>ambiguous</c>, <c>multiple</c>, as far as they were answered.</param>
/// <param name="Counts">Texts, by row and column.</param>
internal sealed record ConfusionMatrix(IReadOnlyList<string> Wanted, IReadOnlyList<string> Answered, IReadOnlyList<IReadOnlyList<int>> Counts)
{
    private static readonly string[] NotSubsystems = [LabelledTextParser.OutOfScope, "ambiguous", "multiple"];

    /// <summary>Counts.</summary>
    public static ConfusionMatrix Of(IReadOnlyList<EvaluatedText> texts)
    {
        var counts = texts.CountBy(text => (Wanted: NameOf(text.Label), text.Answer)).ToDictionary();
        string[] rows = [.. InOrder(counts.Keys.Select(pair => pair.Wanted))];
        string[] columns = [.. InOrder(counts.Keys.Select(pair => pair.Answer))];
        return new ConfusionMatrix(
            rows, columns, [.. rows.Select(row => (IReadOnlyList<int>)[.. columns.Select(column => counts.GetValueOrDefault((row, column)))])]);
    }

    /// <summary>The wrong pairs, most frequent first; equal ones in the order of the names.</summary>
    public IEnumerable<Confusion> Pairs()
    {
        var pairs =
            from row in Enumerable.Range(0, Wanted.Count)
            from column in Enumerable.Range(0, Answered.Count)
            where Wanted[row] != Answered[column] && Counts[row][column] > 0
            orderby Counts[row][column] descending
            select new Confusion(Wanted[row], Answered[column], Counts[row][column]);
        return pairs;
    }

    private static string NameOf(LabelledText label) => label.Subsystem ?? LabelledTextParser.OutOfScope;

    private static IOrderedEnumerable<string> InOrder(IEnumerable<string> names) =>
        names.Distinct(StringComparer.Ordinal).OrderBy(name => Array.IndexOf(NotSubsystems, name)).ThenBy(name => name, StringComparer.Ordinal);
}

/// <summary>Texts of one that another got.</summary>
/// <param name="Wanted">Who should have got them, or <c>outOfScope</c>.</param>
/// <param name="Answered">Who got them, or <c>outOfScope</c>, <c>ambiguous</c>, <c>multiple</c>.</param>
/// <param name="Texts">How many.</param>
internal sealed record Confusion(string Wanted, string Answered, int Texts);
