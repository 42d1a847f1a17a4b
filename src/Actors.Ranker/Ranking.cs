using Router.Contracts;
using Router.Inference;
using Router.Language.Tokens;

namespace Actors.Ranker;

/// <summary>
/// Decides on a query from its subsystems' verdicts: out of scope when it is not likely enough to be anybody's; otherwise the likeliest
/// takes it, unless the second is nearly as likely: then the query is ambiguous.
/// </summary>
public sealed class Ranking(RankerModel model, RankingSettings settings)
{
    /// <summary>Decides.</summary>
    /// <param name="query">The query.</param>
    /// <param name="verdicts">Accepts and rejects, at least one.</param>
    /// <param name="missing">Subsystems without a verdict.</param>
    public RouteDecision Decide(Query query, IReadOnlyList<Verdict> verdicts, IReadOnlyList<string> missing)
    {
        var probabilities = new double[verdicts.Count];
        var outOfScope = model.Rank(Inputs(verdicts), probabilities);
        var order = Order(probabilities);
        var decision = new RouteDecision(query.Id)
        {
            Text = query.Text.Text,
            Outcome = DecisionOutcome.OutOfScope,
            Score = outOfScope,
            Alternatives = Alternatives(verdicts, probabilities, order, skip: 0),
            Partial = missing.Count > 0,
            Missing = missing,
            Truncated = query.Text.Truncated || query.Text.Further.Any(text => text.Truncated),
        };
        var best = order[0];
        if (1 - outOfScope < model.AcceptThreshold) return decision;
        return decision with
        {
            Outcome = OutcomeOf(probabilities, order),
            Subsystem = verdicts[best].Subsystem,
            Intent = verdicts[best].Intent,
            Slots = verdicts[best].Slots,
            Score = probabilities[best],
            Alternatives = Alternatives(verdicts, probabilities, order, skip: 1),
        };
    }

    private static RankerInput[] Inputs(IReadOnlyList<Verdict> verdicts)
    {
        var inputs = new RankerInput[verdicts.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            var verdict = verdicts[i];
            inputs[i] = new RankerInput(verdict.Score, verdict.Margin, verdict.TopProbability, verdict.SlotCoverage, verdict.Generation);
        }
        return inputs;
    }

    private static int[] Order(double[] probabilities)
    {
        var order = new int[probabilities.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var keys = (double[])probabilities.Clone();
        Array.Sort(keys, order);
        Array.Reverse(order);
        return order;
    }

    private DecisionOutcome OutcomeOf(double[] probabilities, int[] order)
    {
        if (order.Length < 2) return DecisionOutcome.Routed;
        var (first, second) = (probabilities[order[0]], probabilities[order[1]]);
        var isClear = first - second >= model.AmbiguityMargin || second < model.AcceptThreshold / 2;
        return isClear ? DecisionOutcome.Routed : DecisionOutcome.Ambiguous;
    }

    private List<Alternative> Alternatives(IReadOnlyList<Verdict> verdicts, double[] probabilities, int[] order, int skip)
    {
        var alternatives = new List<Alternative>();
        for (var i = skip; i < order.Length && alternatives.Count < settings.MaxAlternatives; i++)
        {
            var (verdict, probability) = (verdicts[order[i]], probabilities[order[i]]);
            if (probability < settings.AlternativeMinScore) break;
            alternatives.Add(new Alternative(verdict.Subsystem, verdict.Intent, probability, verdict.Slots));
        }
        return alternatives;
    }
}
