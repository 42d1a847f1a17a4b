using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// Chooses among a recogniser's hypotheses. The recogniser's scores, as likelihoods relative to its best hypothesis, are multiplied with the
/// router's probability that the reading is a request it knows: the two are taken as independent evidence.
/// </summary>
internal sealed class AlternativeChoice(AlternativesSettings settings)
{
    /// <summary>How much less likely each further alternative is taken to be where the recogniser gives no scores.</summary>
    private const double Fading = 0.8;

    /// <summary>Whether the decision on the best hypothesis leaves something to be wished for.</summary>
    public bool IsWanted(RouteDecision best, Hypothesis hypothesis) =>
        settings.MaxTried > 0 && hypothesis.Alternatives.Any(other => other is not null)
        && best.Outcome is DecisionOutcome.OutOfScope or DecisionOutcome.Ambiguous;

    /// <summary>The alternatives to try, at most so many as are allowed: each with its place in the hypothesis, from 0.</summary>
    public IEnumerable<(int Index, string Text)> ToTry(Hypothesis hypothesis) =>
        hypothesis.Alternatives.Index().Where(other => other.Item is not null).Take(settings.MaxTried).Select(other => (other.Index, other.Item!.Text!));

    /// <summary>The decision that wins.</summary>
    /// <param name="best">The decision on the best hypothesis; it wins unless an alternative is better and good enough.</param>
    /// <param name="hypothesis">The hypothesis with its alternatives.</param>
    /// <param name="tried">The results on the alternatives that were tried, by their places; null where there is none.</param>
    /// <returns>A decision whose <see cref="RouteDecision.Hypothesis"/> says which one won and whose score is the combined one.</returns>
    public RouteDecision Choose(RouteDecision best, Hypothesis hypothesis, IEnumerable<(int Index, RouteDecision? Decision)> tried)
    {
        var winner = best;
        var toBeat = best.Outcome == DecisionOutcome.OutOfScope ? 0 : best.Score;
        foreach (var (index, result) in tried)
        {
            if (result is not { Outcome: DecisionOutcome.Routed or DecisionOutcome.Multiple } decision) continue;
            var score = decision.Score * RelativeLikelihood(hypothesis, index);
            if (score < settings.MinScore || score <= toBeat) continue;
            (winner, toBeat) = (decision with { Hypothesis = index + 1, Score = score }, score);
        }
        return winner;
    }

    /// <summary>Of an alternative, 0..1: it cannot be more likely than the best hypothesis.</summary>
    private static double RelativeLikelihood(Hypothesis hypothesis, int index)
    {
        var score = hypothesis.Alternatives[index]!.Score ?? 0;
        return hypothesis.Score > 0 && score > 0 ? Math.Min(1, score / hypothesis.Score) : Math.Pow(Fading, index + 1);
    }
}
