using Router.Language.Values.Meanings;

namespace Router.Language.Values.Grammar;

/// <summary>Which of all readings are taken: from the left, the longest that begins at a token.</summary>
/// <param name="chart">All readings.</param>
/// <param name="change">What is changed from one to another, and so is no range; null for nothing.</param>
internal sealed class Selection(Chart chart, Change? change)
{
    /// <summary>The readings that are expressions, in order, none overlapping another.</summary>
    public IReadOnlyList<Node> Nodes()
    {
        List<Node> nodes = [];
        for (var at = 0; at < chart.Tokens.Count;)
        {
            var longest = chart.At(at).Count > 0 && chart.IsStart(at) ? Longest(at) : null;
            if (longest is not null && longest.Meaning is not Word) nodes.Add(longest);
            at = longest?.End ?? at + 1;
        }
        return nodes;
    }

    /// <summary>The longest expression that begins at a token, or a word that contains one.</summary>
    private Node? Longest(int at)
    {
        Node? longest = null;
        foreach (var node in chart.At(at))
        {
            if (change?.IsAcross(node) == true) continue;
            var isSide = change?.IsSide(node) == true;
            if (longest is not null && (node.End < longest.End || node.End == longest.End && !isSide && node.Meaning.Rank <= longest.Meaning.Rank)) continue;
            if (node.Meaning is Word || (isSide || chart.IsExpression(node)) && !IsCrossed(node)) longest = node;
        }
        return longest;
    }

    /// <summary>Whether a reading takes apart what is more: "at 6" of "at 6 percent", "at 10" of "at 10 past 9", "at one" of "at one hundred".</summary>
    private bool IsCrossed(Node node)
    {
        if (IsTorn(node)) return true;
        for (var at = node.Start + 1; at < node.End; at++)
        {
            foreach (var other in chart.At(at))
            {
                if (change?.IsAcross(other) == true) continue;
                if (other.End > node.End && IsMore(other, node) && chart.IsExpression(other) && !IsTorn(other)) return true;
            }
        }
        return false;
    }

    /// <summary>Whether a reading ends within a word: 三天 in 周三天气, but not in 未来三天气温, as 气温 is what tears 天气.</summary>
    private bool IsTorn(Node node)
    {
        for (var at = node.Start + 1; at < node.End; at++)
        {
            foreach (var other in chart.At(at))
            {
                if (other.End > node.End && other.Meaning is Word && !IsTorn(other)) return true;
            }
        }
        return false;
    }

    private static bool IsMore(Node other, Node node) => other.Meaning switch
    {
        Number { Digits: 0, IsWhole: true, Whole: >= 100 } => true,
        Number or Ordinal or RelativeOrdinal or NumberRange => false,
        Quantity { Kind: ExpressionKind.Percentage } when node.Meaning is Quantity { Kind: ExpressionKind.Percentage } => false,
        Quantity { Value: not null } or Length => true,
        Moment when node is { Meaning: Quantity, Parts.Count: > 2 } => true,
        Days when node.Meaning is Recurrence => false,
        RelativeDays when node.Meaning is DayBound => true,
        Days when node.Meaning is Days => other.End - other.Start >= node.End - node.Start,
        Moment { Clock.IsExact: true } when node.Meaning is Moment { Clock.IsExact: false } => other.End - other.Start >= node.End - node.Start,
        _ => other.End - other.Start > node.End - node.Start,
    };
}
