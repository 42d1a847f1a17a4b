namespace Router.Language.Cutting;

/// <summary>The probability that a text is to be cut at a place: a logistic regression over <see cref="CutFeatures"/>.</summary>
/// <remarks>Immutable. The weights are a package's; <c>router eval cutting --fit DIR</c> fits them.</remarks>
internal sealed class CutModel
{
    private readonly double[] _weights;

    /// <param name="bias">The log-odds where all features are 0.</param>
    /// <param name="weights">One for each of <see cref="CutFeatures.Names"/>.</param>
    public CutModel(double bias, double[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, CutFeatures.Names.Length);
        (Bias, _weights) = (bias, weights);
    }

    /// <summary>The log-odds where all features are 0.</summary>
    public double Bias { get; }

    /// <summary>One for each of <see cref="CutFeatures.Names"/>.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>The log-odds of a cut.</summary>
    public double Logit(ReadOnlySpan<double> features)
    {
        var sum = Bias;
        for (var i = 0; i < _weights.Length; i++) sum += _weights[i] * features[i];
        return sum;
    }
}
