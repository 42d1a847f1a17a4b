using Router.Host;

namespace Router.Tools.Evaluation;

/// <summary>How many answers of some kind were right, were given, and were wanted.</summary>
/// <param name="Right">Given and wanted.</param>
/// <param name="Given">Given, right or not.</param>
/// <param name="Wanted">Wanted, given or not.</param>
internal readonly record struct Tally(int Right, int Given, int Wanted)
{
    /// <summary>Share of those given that are right, 0..1; 0 when none was given.</summary>
    public double Precision => Given == 0 ? 0 : (double)Right / Given;

    /// <summary>Share of those wanted that were given, 0..1; 0 when none was wanted.</summary>
    public double Recall => Wanted == 0 ? 0 : (double)Right / Wanted;

    /// <summary>Harmonic mean of the two, 0..1.</summary>
    public double F1 => Given + Wanted == 0 ? 0 : 2.0 * Right / (Given + Wanted);

    /// <summary>Both together.</summary>
    public static Tally operator +(Tally left, Tally right) => new(left.Right + right.Right, left.Given + right.Given, left.Wanted + right.Wanted);

    /// <summary>Counts by key: a key that is both given and wanted for one text is right.</summary>
    /// <param name="texts">For each text, what was given and what was wanted, nothing twice.</param>
    public static SortedDictionary<string, Tally> ByKey<T>(IEnumerable<(IEnumerable<T> Given, IReadOnlySet<T> Wanted)> texts, Func<T, string> keyOf)
    {
        var tallies = new SortedDictionary<string, Tally>(StringComparer.Ordinal);
        foreach (var (given, wanted) in texts)
        {
            foreach (var item in given) Add(keyOf(item), new Tally(wanted.Contains(item) ? 1 : 0, 1, 0));
            foreach (var item in wanted) Add(keyOf(item), new Tally(0, 0, 1));
        }
        return tallies;

        void Add(string key, Tally tally) => tallies[key] = tallies.GetValueOrDefault(key) + tally;
    }

    /// <summary>All together.</summary>
    public static Tally Sum(IEnumerable<Tally> tallies) => tallies.Aggregate(default(Tally), (sum, tally) => sum + tally);
}
