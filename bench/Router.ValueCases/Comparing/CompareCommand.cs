using System.Globalization;

namespace Router.ValueCases;

/// <summary>Compares our reader with libraries that read both languages, on files of value cases.</summary>
internal sealed class CompareCommand(TextWriter output)
{
    private static readonly IReader[] Readers = [new OwnReader(), new LibraryReader("recognizers", (_, _) => true), new LibraryReader("chrono", DoesChronoClaim)];

    /// <summary>Prints a table for each language of each file; with the name of a reader also what it got wrong.</summary>
    public void Run(IEnumerable<string> files, string? failuresOf)
    {
        foreach (var file in files)
        {
            var cases = ValueCase.Load(file);
            var answers = Array.ConvertAll(Readers, reader => reader.Read(file, cases));
            foreach (var language in cases.Select(one => one.Language).Distinct(StringComparer.Ordinal))
            {
                var comparisons = Readers.Select((reader, at) => Compare(reader, cases.Zip(answers[at]).Where(pair => pair.First.Language == language))).ToList();
                Print($"{language}, {Path.GetFileName(file)}", cases.Count(one => one.Language == language), comparisons);
                var shown = Array.FindIndex(Readers, reader => reader.Name == failuresOf);
                if (shown >= 0) comparisons[shown].Faults.ForEach(output.WriteLine);
            }
        }
    }

    /// <summary>Hours in words and all but points of time and ranges between two are none of its business.</summary>
    private static bool DoesChronoClaim(ValueCase @case, string kind) =>
        @case.Writing != ValueCase.InWords && kind is not (Kinds.Length or Kinds.Recurrence or Kinds.Bound or Kinds.About);

    private static Comparison Compare(IReader reader, IEnumerable<(ValueCase Case, Answer? Answer)> answers)
    {
        var comparison = new Comparison(reader);
        foreach (var (one, answer) in answers) comparison.Add(one, answer);
        return comparison;
    }

    private void Print(string title, int sentences, List<Comparison> comparisons)
    {
        output.WriteLine($"{title}: {sentences} sentences; in percent: exact span · right · wrong · too much");
        output.WriteLine();
        Row("", "number", Readers.Select(reader => reader.Name));
        Row("---", "---", Readers.Select(_ => "---"));
        foreach (var kind in Kinds.All.Where(kind => comparisons[0].Of(kind) is { Count: > 0 }))
            Row(kind, $"{comparisons[0].Of(kind)!.Count}", comparisons.Select(one => Cell(one.Of(kind), kind)));
        Row("microseconds a sentence", "", comparisons.Select(one => one.Microseconds?.ToString("0", CultureInfo.InvariantCulture) ?? "–"));
        output.WriteLine();
    }

    private void Row(string name, string number, IEnumerable<string> cells) => output.WriteLine($"| {name} | {number} | {string.Join(" | ", cells)} |");

    private static string Cell(Tally? tally, string kind)
    {
        if (tally is null or { Count: 0 }) return "–";
        return kind == Kinds.Nothing ? Share(tally.Extra) : $"{Share(tally.Exact)} · {Share(tally.Right)} · {Share(tally.Wrong)} · {Share(tally.Extra)}";

        string Share(int part) => (100.0 * part / tally.Count).ToString("0.#", CultureInfo.InvariantCulture);
    }
}
