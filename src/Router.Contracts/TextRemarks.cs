namespace Router.Contracts;

/// <summary>To a query's ranker, ahead of all verdicts: what the backbone itself says of the text. It is not told where that is nothing.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Negated">Whether the request is forbidden: the intent is what shall not be done.</param>
/// <param name="Words">Where words are exceptions: all words of the text; else none.</param>
public sealed record TextRemarks(Guid QueryId, bool Negated, IReadOnlyList<WordRemark> Words) : IWireMessage
{
    /// <summary>Puts the remarks into the decision on the text.</summary>
    public RouteDecision On(RouteDecision decision) => decision with
    {
        Negated = decision.Negated || (Negated && decision.Outcome != DecisionOutcome.OutOfScope),
        Slots = Mark(decision.Slots),
        Alternatives = Words.Count == 0 ? decision.Alternatives : [.. decision.Alternatives.Select(other => other with { Slots = Mark(other.Slots) })],
    };

    private IReadOnlyList<Slot> Mark(IReadOnlyList<Slot> slots) =>
        Words.Count == 0 ? slots : [.. slots.Select(slot => IsException(slot) ? slot with { Excluded = true } : slot)];

    /// <summary>A slot is an exception when its words are in the mean as likely one as a word has to be.</summary>
    private bool IsException(Slot slot)
    {
        var (sum, count) = (0.0, 0);
        foreach (var word in Words)
        {
            if (word.Start >= slot.End || word.End <= slot.Start) continue;
            sum += word.Excess;
            count++;
        }
        return count > 0 && sum >= 0;
    }
}

/// <summary>How likely a word is an exception.</summary>
/// <param name="Start">First UTF-16 unit in the text as sent.</param>
/// <param name="End">The unit after the last.</param>
/// <param name="Excess">The probability less the one from which the word is an exception, -1..1.</param>
public readonly record struct WordRemark(int Start, int End, double Excess);
