using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// Texts that the tokenizers of the backbones that read them make the same pieces of are the same to every model; a decision on one holds for the other once its
/// offsets are moved.
/// </summary>
internal static class SameTokens
{
    /// <summary>Whether two texts have the same pieces. Texts that were cut off are only the same when all of it is.</summary>
    public static bool Are(TokenizedText left, TokenizedText right)
    {
        if (left.Truncated || right.Truncated) return left.Text == right.Text;
        // Other backbones have other pieces with the same numbers.
        if (left.Route != right.Route) return false;
        if (left.Tokens.Length != right.Tokens.Length) return false;
        var ofLeft = left.Tokens.Span;
        var ofRight = right.Tokens.Span;
        for (var i = 0; i < ofLeft.Length; i++)
        {
            if (ofLeft[i].Id != ofRight[i].Id || ofLeft[i].StartsWord != ofRight[i].StartsWord) return false;
        }
        for (var i = 0; i < left.Further.Count; i++)
        {
            if (!Are(left.Further[i], right.Further[i])) return false;
        }
        return true;
    }

    /// <summary>Moves a decision from the text that it was made on to another one with the same pieces.</summary>
    /// <param name="decision">Its slots and parts begin and end where pieces do.</param>
    /// <param name="from">The text that it was made on.</param>
    /// <param name="to">The text to move it to.</param>
    public static RouteDecision Move(RouteDecision decision, TokenizedText from, TokenizedText to)
    {
        if (from.Text == to.Text) return decision;
        return decision with
        {
            Text = to.Text,
            Slots = Move(decision.Slots, from, to),
            Alternatives = [.. decision.Alternatives.Select(alternative => alternative with { Slots = Move(alternative.Slots, from, to) })],
            Parts = [.. decision.Parts.Select(part => Move(part, from, to))],
        };
    }

    private static DecisionPart Move(DecisionPart part, TokenizedText from, TokenizedText to)
    {
        var (start, end) = Move(part.Start, part.End, from, to);
        return part with { Start = start, End = end, Text = to.Text[start..end], Slots = Move(part.Slots, from, to) };
    }

    private static Slot[] Move(IReadOnlyList<Slot> slots, TokenizedText from, TokenizedText to)
    {
        var moved = new Slot[slots.Count];
        for (var i = 0; i < moved.Length; i++)
        {
            var (start, end) = Move(slots[i].Start, slots[i].End, from, to);
            moved[i] = slots[i] with { Start = start, End = end, Text = to.Text[start..end] };
        }
        return moved;
    }

    /// <summary>From the first piece that begins at or after the start to the last one that ends at or before the end.</summary>
    private static (int Start, int End) Move(int start, int end, TokenizedText from, TokenizedText to)
    {
        var pieces = from.Tokens.Span;
        var targets = to.Tokens.Span;
        // The markers at both ends are no pieces.
        var (first, last) = (1, pieces.Length - 2);
        while (first < last && pieces[first].Start < start) first++;
        while (last > first && pieces[last].End > end) last--;
        return (targets[first].Start, targets[last].End);
    }
}
