using Router.Host;

namespace Router.Tools.Evaluation;

/// <summary>The area under the ROC curve.</summary>
internal static class RankCurve
{
    /// <summary>
    /// The probability that a score drawn from the first list is greater than one drawn from the second, equal ones counting half; by rank sums, as
    /// Mann and Whitney define their U.
    /// </summary>
    /// <param name="positives">Scores that should be high.</param>
    /// <param name="negatives">Scores that should be low.</param>
    /// <returns>0..1; null when a list is empty.</returns>
    public static double? Area(IReadOnlyCollection<double> positives, IReadOnlyCollection<double> negatives)
    {
        if (positives.Count == 0 || negatives.Count == 0) return null;
        var all = positives.Select(score => (Score: score, IsPositive: true)).Concat(negatives.Select(score => (Score: score, IsPositive: false)))
            .OrderBy(item => item.Score).ToArray();
        var (wins, below, i) = (0.0, 0L, 0);
        while (i < all.Length)
        {
            var (equalPositives, equalNegatives, score) = (0L, 0L, all[i].Score);
            for (; i < all.Length && all[i].Score.Equals(score); i++)
            {
                if (all[i].IsPositive) equalPositives++;
                else equalNegatives++;
            }
            wins += equalPositives * (below + equalNegatives / 2.0);
            below += equalNegatives;
        }
        return wins / ((double)positives.Count * negatives.Count);
    }
}
