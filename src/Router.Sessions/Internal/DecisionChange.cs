using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>Whether a newer decision tells a client anything new.</summary>
internal static class DecisionChange
{
    /// <summary>Whether nothing but numbers and offsets changed.</summary>
    public static bool IsNone(RouteDecision? shown, RouteDecision decision) =>
        shown is not null
        && (shown.Outcome, shown.Subsystem, shown.Intent, shown.Negated) == (decision.Outcome, decision.Subsystem, decision.Intent, decision.Negated)
        && AreSame(shown.Slots, decision.Slots)
        && shown.Parts.Count == decision.Parts.Count
        && shown.Parts.Zip(decision.Parts).All(pair => AreSame(pair.First, pair.Second));

    private static bool AreSame(DecisionPart left, DecisionPart right) =>
        (left.Subsystem, left.Intent, left.Negated) == (right.Subsystem, right.Intent, right.Negated) && AreSame(left.Slots, right.Slots);

    private static bool AreSame(IReadOnlyList<Slot> left, IReadOnlyList<Slot> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => (pair.First.Type, pair.First.Text, pair.First.Excluded) == (pair.Second.Type, pair.Second.Text, pair.Second.Excluded));
}
