using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference;

/// <summary>What the ranker knows of one subsystem's verdict, be it an acceptance or a rejection.</summary>
/// <param name="Score">Calibrated probability that the text is the subsystem's, 0..1.</param>
/// <param name="Margin">Probability of its best intent less that of the second, 0..1.</param>
/// <param name="TopProbability">Probability of its best intent, 0..1.</param>
/// <param name="SlotCoverage">Share of the words that lie in slots, 0..1.</param>
/// <param name="Generation">Its head learnt to reject the texts of all subsystems of lower generations, which need not know its own.</param>
public readonly record struct RankerInput(double Score, double Margin, double TopProbability, double SlotCoverage, int Generation = 0);

/// <summary>
/// The probability that a text is each subsystem's: a multinomial logit over the verdicts with an outside option, which is
/// "out of scope" (McFadden, 1974).
/// </summary>
/// <remarks>
/// A score says how likely a text is the subsystem's among the texts that its head knows. A head of a higher generation knows those of the lower ones, and these
/// know nothing of its own, so that they may be as sure of them. What they say holds for the texts that it leaves to them: their probabilities are
/// multiplied by the probability that a text is none of its own.
/// Immutable, so any number of threads may share it.
/// </remarks>
public sealed class RankerModel
{
    private const int FeatureCount = 5;
    private const double Bound = 8;
    private const int MostOnStack = 64;
    private static readonly string[] Features = ["accept_logit", "margin", "log_top", "slot_coverage", "lead"];
    private readonly double[] _weights;
    private readonly double _bias;

    private RankerModel(double[] weights, double bias, double acceptThreshold, double ambiguityMargin) =>
        (_weights, _bias, AcceptThreshold, AmbiguityMargin) = (weights, bias, acceptThreshold, ambiguityMargin);

    /// <summary>The probability that the text is any subsystem's, all together; below it the text is out of scope.</summary>
    public double AcceptThreshold { get; }

    /// <summary>The lead over the second that the best subsystem needs; below it the text is ambiguous.</summary>
    public double AmbiguityMargin { get; }

    /// <summary>Reads the weights of a ranker package.</summary>
    /// <exception cref="ModelPackageException">The package is of another kind, or a field is missing, unknown or out of range.</exception>
    public static RankerModel Load(ModelPackage package)
    {
        package.Require(PackageKind.Ranker);
        return Parse(package.PathOf("weights"), package.Read("weights"));
    }

    internal static RankerModel Parse(string file, byte[] content)
    {
        var fields = JsonFields.Parse(file, content);
        var names = fields.Texts("features");
        if (!names.SequenceEqual(Features))
            throw fields.Wrong("features", string.Join(", ", names), $"{string.Join(", ", Features)}, in this order");
        var weights = fields.Numbers("weights");
        if (weights.Count != FeatureCount) throw fields.Wrong("weights", $"{weights.Count} numbers", $"{FeatureCount}, one for each feature");
        var model = new RankerModel([.. weights], fields.Number("bias"), Share(fields, "accept_threshold"), Share(fields, "ambiguity_margin"));
        fields.NothingElse();
        return model;
    }

    /// <summary>Computes the probabilities.</summary>
    /// <param name="verdicts">The subsystems that answered, in any order.</param>
    /// <param name="probabilities">Room for as many; with what is returned they add up to 1.</param>
    /// <returns>The probability that the text is out of scope; 1 when there are no verdicts.</returns>
    public double Rank(ReadOnlySpan<RankerInput> verdicts, Span<double> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probabilities.Length, verdicts.Length);
        Span<RankerInput> left = verdicts.Length <= MostOnStack ? stackalloc RankerInput[verdicts.Length] : new RankerInput[verdicts.Length];
        for (var i = 0; i < left.Length; i++) left[i] = WhatIsLeft(verdicts, i);
        var (first, second) = TwoLargestLogits(left);
        var largest = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            var logit = AcceptLogit(left[i]);
            var others = logit == first ? second : first;
            probabilities[i] = Utility(left[i], logit, Math.Clamp(logit - others, -Bound, Bound));
            largest = Math.Max(largest, probabilities[i]);
        }
        var outside = Math.Exp(-largest);
        var total = outside;
        for (var i = 0; i < left.Length; i++) total += probabilities[i] = Math.Exp(probabilities[i] - largest);
        for (var i = 0; i < left.Length; i++) probabilities[i] /= total;
        return outside / total;
    }

    private static RankerInput WhatIsLeft(ReadOnlySpan<RankerInput> verdicts, int index)
    {
        var verdict = verdicts[index];
        var share = 1.0;
        foreach (var other in verdicts)
        {
            if (other.Generation > verdict.Generation) share *= 1 - other.Score;
        }
        return verdict with { Score = share * verdict.Score, Margin = share * verdict.Margin, TopProbability = share * verdict.TopProbability };
    }

    private double Utility(RankerInput verdict, double acceptLogit, double lead) =>
        _bias
        + (_weights[0] * acceptLogit)
        + (_weights[1] * verdict.Margin)
        + (_weights[2] * Math.Max(Math.Log(verdict.TopProbability), -Bound))
        + (_weights[3] * verdict.SlotCoverage)
        + (_weights[4] * lead);

    // Alone, a verdict leads by as much as a lead can be: the other is minus infinity.
    private static (double First, double Second) TwoLargestLogits(ReadOnlySpan<RankerInput> verdicts)
    {
        var (first, second) = (double.NegativeInfinity, double.NegativeInfinity);
        foreach (var verdict in verdicts)
        {
            var logit = AcceptLogit(verdict);
            if (logit > first) (first, second) = (logit, first);
            else if (logit > second) second = logit;
        }
        return (first, second);
    }

    private static double AcceptLogit(RankerInput verdict) => Math.Clamp(Math.Log(verdict.Score / (1 - verdict.Score)), -Bound, Bound);

    private static double Share(JsonFields fields, string field)
    {
        var value = fields.Number(field);
        return value is >= 0 and <= 1 ? value : throw fields.Wrong(field, $"{value}", "0 to 1");
    }
}
