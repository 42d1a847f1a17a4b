namespace Router.Inference;

/// <summary>What the intent logits of one text say.</summary>
/// <param name="Score">1 less the probability of <c>reject</c>: the calibrated probability that the text is the subsystem's.</param>
/// <param name="Accepted">Whether the score reaches the threshold.</param>
/// <param name="Intent">Index of the best intent other than <c>reject</c>.</param>
/// <param name="Margin">Probability of the best intent less that of the second, 0..1; <c>reject</c> counts for neither.</param>
/// <param name="TopProbability">Probability of the best intent, 0..1.</param>
public readonly record struct IntentDecision(double Score, bool Accepted, int Intent, double Margin, double TopProbability);

/// <summary>Intent logits to a calibrated decision: softmax with a temperature (Guo et al., 2017), reject at index 0.</summary>
/// <param name="temperature">What logits are divided by; above 0.</param>
/// <param name="threshold">The score from which a text is accepted.</param>
public sealed class IntentDecoder(double temperature, double threshold)
{
    /// <summary>Decodes the logits of one text.</summary>
    /// <param name="logits">At least two: reject and an intent.</param>
    /// <exception cref="InferenceException">A logit is not a finite number.</exception>
    public IntentDecision Decode(ReadOnlySpan<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logits.Length, 2);
        var largest = double.NegativeInfinity;
        foreach (var logit in logits)
        {
            if (!float.IsFinite(logit)) throw new InferenceException($"an intent logit is {logit}");
            largest = Math.Max(largest, logit);
        }
        var (total, others) = (0.0, 0.0);
        var (best, second, intent) = (0.0, 0.0, 1);
        for (var i = 0; i < logits.Length; i++)
        {
            var weight = Math.Exp((logits[i] - largest) / temperature);
            total += weight;
            if (i == 0) continue;
            others += weight;
            if (weight > best) (best, second, intent) = (weight, best, i);
            else if (weight > second) second = weight;
        }
        var score = others / total;
        return new IntentDecision(score, score >= threshold, intent, (best - second) / total, best / total);
    }
}
